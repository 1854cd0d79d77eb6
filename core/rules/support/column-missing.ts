import { basename } from 'node:path';
import type { Fix, Location } from '../../../schemas/types/finding.ts';
import { meant } from '../../findings/fixes.ts';
import { nearest } from '../../findings/nearest.ts';
import { firstFew, quote } from '../../findings/words.ts';
import type { CheckedProject, RuleFinding } from '../rule.ts';

/** What to say of a column that the config names and the dataframe lacks. @param fix Writes the column that was meant. */
export function columnMissing(
  { dataframe }: CheckedProject,
  name: string,
  { purpose, location, fix }: { purpose: string; location: Location; fix: (column: string) => Fix },
): RuleFinding {
  const columns = dataframe.columns.map((column) => column.name);
  const suggestion = nearest(name, columns);
  const advice =
    suggestion === undefined
      ? `Its columns are ${firstFew(columns.map(quote), 12)}.`
      : `Did you mean ${quote(suggestion)}?`;
  return {
    message: `${basename(dataframe.file)} has no column ${quote(name)}. ${purpose}. ${advice}`,
    location,
    ...meant(suggestion, fix),
  };
}
