import type { Change, Finding } from '../../schemas/types/finding.ts';
import type { WrittenConfig } from './change-edits.ts';
import { configEdits } from './config-edits.ts';
import type { TextEdit } from './text-edit.ts';

/** The preferred fixes that can be made together in the config, with the findings that they mend. */
export interface AllFixes {
  readonly edits: readonly TextEdit[];
  readonly mended: readonly Finding[];
}

interface Wanted {
  readonly finding: Finding;
  readonly changes: readonly Change[];
}

/**
 * Every preferred fix that changes the config alone, in the order of the findings. One that cannot be made beside the earlier ones, such as of the same
 * word, is left for the next time.
 */
export function allFixes(config: WrittenConfig, findings: readonly Finding[]): AllFixes {
  const wanted = findings.flatMap((finding): Wanted[] => {
    const preferred = finding.fixes?.find((fix) => fix.preferred);
    const isInConfig = preferred?.changes.every(({ kind }) => kind !== 'cells');
    return preferred && isInConfig ? [{ finding, changes: preferred.changes }] : [];
  });
  const made = beside(config, [], wanted);
  return { edits: editsOf(config, made) ?? [], mended: made.map(({ finding }) => finding) };
}

/** Those that are made already, with as many of the others as go with them. Usually that is all: so halves are tried, not one after the other. */
function beside(config: WrittenConfig, made: readonly Wanted[], others: readonly Wanted[]): readonly Wanted[] {
  if (others.length === 0) return made;
  const all = [...made, ...others];
  if (editsOf(config, all)) return all;
  if (others.length === 1) return made;
  const half = Math.ceil(others.length / 2);
  return beside(config, beside(config, made, others.slice(0, half)), others.slice(half));
}

const editsOf = (config: WrittenConfig, wanted: readonly Wanted[]) =>
  configEdits(config, { changes: wanted.flatMap(({ changes }) => changes) });
