import { type Document, isAlias, isMap, isNode, isPair, isSeq, type LineCounter, type Node } from 'yaml';
import type { Finding } from '../../schemas/types/finding.ts';
import { count } from '../words.ts';
import { rangeBetween } from './positions.ts';

const MAX_ALIASES = 256;
const MAX_EXPANDED_VALUES = 100_000;

/**
 * What is wrong with the aliases (*name) of a config: too many, too much when written out (a bomb), without an anchor, or a value that contains
 * itself. Time is linear in the text: every node's size is counted once. A document without such findings is safe to turn into values.
 */
export function checkAliases(document: Document, file: string, lines: LineCounter): Finding[] {
  const findings: Finding[] = [];
  const anchors = new Map<string, Node>();
  const sizes = new Map<Node, number | 'open'>();
  let aliases = 0;

  const report = (code: string, message: string, node: Node | undefined) => {
    const location = node?.range ? { file, range: rangeBetween(lines, node.range[0], node.range[1]) } : { file };
    findings.push({ code, severity: 'error', message, location });
  };

  /** How many values the node is when every alias is written out. Nesting is bounded by the guard, so it may recurse. */
  const sizeOf = (node: unknown): number => {
    if (isPair(node)) return sizeOf(node.key) + sizeOf(node.value);
    if (!isNode(node)) return 0;
    if (isAlias(node)) {
      aliases += 1;
      const target = anchors.get(node.source);
      const size = target && sizes.get(target);
      if (size === undefined) {
        report('alias-unknown', `No anchor &${node.source} stands before the alias *${node.source}.`, node);
      } else if (size === 'open') {
        report(
          'alias-cycle',
          `The alias *${node.source} stands inside the value that it names, so that value has no end.`,
          node,
        );
      }
      return typeof size === 'number' ? size : 1;
    }
    if (node.anchor) anchors.set(node.anchor, node);
    sizes.set(node, 'open');
    let size = 1;
    if (isMap(node) || isSeq(node)) for (const item of node.items) size += sizeOf(item);
    sizes.set(node, size);
    return size;
  };

  const size = sizeOf(document.contents);
  const advice = 'Write the values out where they are used.';
  if (aliases > MAX_ALIASES) {
    report(
      'alias-bomb',
      `The config has ${count(aliases)} aliases (*name); at most ${MAX_ALIASES} are followed. ${advice}`,
      undefined,
    );
  } else if (size > MAX_EXPANDED_VALUES) {
    report(
      'alias-bomb',
      `Written out, the aliases (*name) make more than ${count(MAX_EXPANDED_VALUES)} values. ${advice}`,
      undefined,
    );
  }
  return findings.slice(0, MAX_ALIASES);
}
