import { placeFindings } from '../core/findings/place-findings.ts';
import type { Finding } from '../schemas/types/finding.ts';
import type { OpenDataframes } from './open-dataframes.ts';

/** In a file that nobody looks at, cells further down are not worth reading it for. */
const FURTHEST_ROW = 5000;

/** The findings of a check as an editor shows them: places in CSV files as cells, and in an open one every cell that a finding is about. */
export async function showFindings(
  findings: readonly Finding[],
  openDataframes: OpenDataframes,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  let shown = findings;
  for (const file of dataframesOf(findings)) {
    const open = openDataframes.at(file);
    const options = open ? { content: open.content, marksCells: true } : { furthestRow: FURTHEST_ROW };
    shown = await placeFindings(shown, file, { ...options, signal });
  }
  return shown;
}

/** The files in whose rows findings point. */
function dataframesOf(findings: readonly Finding[]): Set<string> {
  const places = findings.flatMap(({ related = [] }) => related.map(({ location }) => location));
  return new Set(places.flatMap(({ file, row }) => (row === undefined ? [] : [file])));
}
