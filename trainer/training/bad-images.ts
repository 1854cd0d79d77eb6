import type { Sample } from '../../core/dataframe/dataframe.ts';
import type { BadImageEntry } from '../../schemas/types/report.ts';
import type { Emit } from './events.ts';

/** The images that could not be read, each told once however often it is met. */
export class BadImages {
  readonly #emit: Emit;
  readonly #byRow = new Map<number, BadImageEntry>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  add({ row, imageText }: Sample, reason: string): void {
    if (this.#byRow.has(row)) return;
    const entry = { row, path: imageText, reason };
    this.#byRow.set(row, entry);
    this.#emit({ type: 'bad-image', ...entry });
  }

  has({ row }: Sample): boolean {
    return this.#byRow.has(row);
  }

  /** By row. */
  get entries(): BadImageEntry[] {
    return [...this.#byRow.values()].sort((a, b) => a.row - b.row);
  }
}
