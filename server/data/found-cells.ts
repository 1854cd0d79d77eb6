import { type FoundCell, findCellsOfEach } from '../../core/dataframe/find-cells.ts';
import type { FindCells, NamedCellsWanted } from '../../core/findings/place-findings.ts';
import { Recent } from '../../core/rows/recent.ts';
import type { UnsavedContent } from './data-service.ts';
import { fileVersion } from './file-version.ts';

/** More wishes than typing goes back and forth between. */
const MOST_KEPT = 20;

/** The cells that were looked for last, so that typing in a config does not have its dataframe read for the same ones at every key. */
export class FoundCells {
  readonly #unsaved: ReadonlyMap<string, UnsavedContent>;
  readonly #found = new Recent<FoundCell[][]>(MOST_KEPT);

  /** @param unsaved What counts in place of files. */
  constructor(unsaved: ReadonlyMap<string, UnsavedContent>) {
    this.#unsaved = unsaved;
  }

  readonly find: FindCells = async (file, wanted, options) => {
    const unsaved = this.#unsaved.get(file);
    const version = unsaved ? unsaved.edition : await fileVersion(file);
    const key = JSON.stringify([file, version, options.limit, wanted.map(plain)]);
    const known =
      this.#found.get(key) ?? (await findCellsOfEach(file, wanted, { ...options, content: unsaved?.content }));
    this.#found.set(key, known);
    // Whoever asks takes the lists apart.
    return known.map((cells) => [...cells]);
  };
}

const plain = ({ column, values, rows }: NamedCellsWanted) => [column, values && [...values], rows && [...rows]];
