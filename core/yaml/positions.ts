import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Range } from '../../schemas/types/finding.ts';

export type ConfigPath = readonly (string | number)[];

/** The range from one offset up to another; lines and columns count from 1, columns in UTF-16 code units. */
export function rangeBetween(lines: LineCounter, from: number, to: number): Range {
  const start = lines.linePos(from);
  const end = lines.linePos(to);
  return { start: { line: start.line, column: start.col }, end: { line: end.line, column: end.col } };
}

/**
 * Where the config writes the key or the value at a path, or undefined where it does not, as for a key left to its default. Looks through
 * aliases and merge keys, to the place where the words stand.
 */
export function rangeOfPath(
  document: Document,
  lines: LineCounter,
  path: ConfigPath,
  part: 'key' | 'value',
): Range | undefined {
  let node: Node | undefined = document.contents ?? undefined;
  let key: Node | undefined;
  for (const step of path) {
    const parent = resolved(document, node);
    key = undefined;
    if (isSeq(parent)) {
      const item: unknown = parent.items[Number(step)];
      node = isPair(item) ? undefined : ((item as Node | null) ?? undefined);
    } else if (isMap(parent)) {
      const pair = findPair(document, parent, String(step));
      key = (pair?.key as Node | undefined) ?? undefined;
      node = (pair?.value as Node | null | undefined) ?? undefined;
    } else {
      return undefined;
    }
    if (!key && !node) return undefined;
  }
  const shown = part === 'key' || isEmpty(node) ? (key ?? node) : node;
  if (!shown?.range) return undefined;
  return rangeBetween(lines, shown.range[0], shown.range[1]);
}

/** The last pair with the key, own or merged in. */
function findPair(document: Document, map: YAMLMap, name: string, seen = new Set<YAMLMap>()): Pair | undefined {
  if (seen.has(map)) return undefined;
  seen.add(map);
  const own = map.items.findLast((pair) => keyText(pair) === name);
  if (own) return own;
  for (const pair of map.items) {
    if (keyText(pair) !== '<<') continue;
    const source = resolved(document, pair.value as Node | undefined);
    for (const merged of isSeq(source) ? source.items.map((item) => resolved(document, item as Node)) : [source]) {
      const found = isMap(merged) ? findPair(document, merged, name, seen) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** The key of a pair as text. */
export function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function resolved(document: Document, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function isEmpty(node: Node | undefined): boolean {
  return !node?.range || node.range[0] === node.range[1];
}
