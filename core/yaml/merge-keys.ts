import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node, visit } from 'yaml';
import type { Finding } from '../../schemas/types/finding.ts';
import { keyText, rangeBetween } from './positions.ts';

/** Merge keys (`<<`) whose value is no group of keys and no list of such groups: they cannot be turned into values. */
export function checkMergeKeys(document: Document, file: string, lines: LineCounter): Finding[] {
  const findings: Finding[] = [];
  const isGroup = (node: unknown) => isMap(isAlias(node) ? node.resolve(document) : node);
  visit(document, {
    Pair(_, pair) {
      // A quoted "<<" is a key like any other.
      if (keyText(pair) !== '<<' || (isScalar(pair.key) && pair.key.type !== 'PLAIN')) return;
      const source = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
      if (isGroup(source) || (isSeq(source) && source.items.every(isGroup))) return;
      const [from, to] = (isNode(pair.value) && pair.value.range) || (pair.key as Node).range || [0, 0];
      findings.push({
        code: 'merge-key',
        severity: 'error',
        message: '`<<` takes over the keys of another group, written `<<: *name`; this is no group of keys.',
        location: { file, range: rangeBetween(lines, from, to) },
      });
    },
  });
  return findings;
}
