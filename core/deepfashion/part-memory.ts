import { stat } from 'node:fs/promises';
import type { ReadOptions } from '../dataframe/read-text.ts';
import { Recent } from '../rows/recent.ts';
import type { Garment, Part } from './deepfashion.ts';
import type { List } from './list.ts';
import { type Names, type PartLists, type ReadPart, readPart } from './read-part.ts';

/** The parts of two datasets: more than anybody prepares at a time. */
const PARTS_KEPT = 6;

/** Parts of datasets as they were read, for as long as their lists stay as they are. */
export class PartMemory {
  readonly #parts = new Recent<ReadPart>(PARTS_KEPT);
  readonly #together = new WeakMap<ReadPart, { parts: readonly ReadPart[]; garments: readonly Garment[] }>();

  /** As readPart; reads the lists only if they are new or changed. */
  async read(part: Part, lists: PartLists, names: Names, options: ReadOptions): Promise<ReadPart> {
    const key = await keyOf(part, lists, names);
    const known = key === undefined ? undefined : this.#parts.get(key);
    if (known) return known;
    const read = await readPart(part, lists, names, options);
    // What was read while a list changed is of neither version.
    if (key !== undefined && key === (await keyOf(part, lists, names))) this.#parts.set(key, read);
    return read;
  }

  /** The garments of several parts: the same list while each part is the same. */
  together(parts: readonly [ReadPart, ...ReadPart[]]): readonly Garment[] {
    const known = this.#together.get(parts[0]);
    if (known && parts.every((part, index) => part === known.parts[index])) return known.garments;
    const garments = parts.flatMap((part) => part.garments);
    this.#together.set(parts[0], { parts, garments });
    return garments;
  }
}

/** All that a part is made of; undefined where a list is not there, about which the folder around it is asked too. */
async function keyOf(part: Part, lists: PartLists, names: Names): Promise<string | undefined> {
  try {
    const made: unknown[] = [part, names];
    for (const { file, key, written, place } of Object.values<List>(lists)) {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
      made.push(file, key, written, place, ...[dev, ino, size, mtimeNs, ctimeNs].map(String));
    }
    return JSON.stringify(made);
  } catch {
    return undefined;
  }
}
