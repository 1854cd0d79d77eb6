import type { Fix } from '../../schemas/types/finding.ts';
import { quote } from './words.ts';

/** Those of a finding's fixes that are about what one cell says: for this cell alone, for all that say it, and for the config that does not know it. */
export function fixesOfCell(fixes: readonly Fix[], { text, row }: { text: string; row: number }): Fix[] {
  return fixes.flatMap((fix) => {
    const [change, ...others] = fix.changes;
    if (!change || others.length > 0) return [];
    if (change.kind === 'add') return change.values.length === 1 && change.values[0] === text ? [fix] : [];
    if (change.kind !== 'cells' || change.from !== text) return [];
    if (change.count === 1) return [fix];
    const { preferred, ...all } = fix;
    const title = change.to === '' ? 'Empty this cell' : `Write ${quote(change.to)} in this cell`;
    return [{ title, ...(preferred && { preferred }), changes: [{ ...change, row, count: 1 }] }, all];
  });
}
