import { placeFindings } from '../../core/findings/place-findings.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import type { FoundCells } from './found-cells.ts';

/** In a file that nobody looks at, cells further down are not worth reading it for. */
const FURTHEST_ROW = 5000;

export interface ShowOptions {
  /** Whether the dataframe is open: then every cell that a finding is about has one of its own. */
  readonly marksCells: boolean;
  readonly cells: FoundCells;
  readonly signal: AbortSignal;
}

/** The findings of a check as an editor shows them: places in CSV files are cells. */
export async function showFindings(
  findings: Finding[],
  { marksCells, cells: { find }, signal }: ShowOptions,
): Promise<Finding[]> {
  let shown = findings;
  for (const file of dataframesOf(findings)) {
    const reach = marksCells ? { marksCells } : { furthestRow: FURTHEST_ROW };
    shown = await placeFindings(shown, file, { ...reach, find, signal });
  }
  return shown;
}

/** The files in whose rows findings point. */
function dataframesOf(findings: readonly Finding[]): Set<string> {
  const places = findings.flatMap(({ related = [] }) => related.map(({ location }) => location));
  return new Set(places.flatMap(({ file, row }) => (row === undefined ? [] : [file])));
}
