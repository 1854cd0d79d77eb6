import { type Document, isMap, isPair, isScalar, type LineCounter, type Node, visit } from 'yaml';
import type { Finding } from '../../schemas/types/finding.ts';
import { quote } from '../findings/words.ts';
import { keyText, rangeBetween } from './positions.ts';

/** Keys written twice in one group. yaml's own check compares every pair of keys, which takes seconds for thousands. */
export function checkDuplicateKeys(document: Document, file: string, lines: LineCounter): Finding[] {
  const findings: Finding[] = [];
  const locate = (node: Node) => ({ file, range: rangeBetween(lines, node.range?.[0] ?? 0, node.range?.[1] ?? 0) });
  visit(document, {
    Map(_, map, ancestors) {
      const seen = new Map<string, Node>();
      for (const pair of map.items) {
        const name = keyText(pair);
        if (name === undefined || name === '<<' || !isScalar(pair.key)) continue;
        const first = seen.get(name);
        if (!first) {
          seen.set(name, pair.key);
          continue;
        }
        const firstLocation = locate(first);
        findings.push({
          code: 'duplicate-key',
          severity: 'error',
          message: `${quote(name)} is written twice in ${groupName(ancestors)}, first on line ${firstLocation.range.start.line}. Keep one of the two.`,
          location: locate(pair.key),
          related: [{ message: 'first written here', location: firstLocation }],
        });
      }
    },
  });
  return findings;
}

/** The dotted name of the group of keys below these ancestors. */
function groupName(ancestors: readonly unknown[]): string {
  const names = ancestors.flatMap((ancestor) => (isPair(ancestor) ? [keyText(ancestor) ?? '?'] : []));
  const owner = names.at(-1);
  return owner === undefined || !ancestors.some(isMap) ? 'the config' : quote(names.join('.'));
}
