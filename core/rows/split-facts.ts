import type { Config } from '../../schemas/types/config.ts';
import { ROWS_PER_SLICE, type Slices } from '../slices.ts';
import { TEST, TRAIN, VALIDATION } from '../split/parts.ts';
import { splitRows } from '../split/split-rows.ts';
import type { LabelColumn } from './label-column.ts';
import type { ProjectRows } from './project-rows.ts';
import type { RepeatedImages } from './repeated-images.ts';
import type { RowTable } from './row-table.ts';

/** What rules judge of one part of the split. */
export interface PartFacts {
  readonly rows: number;
  /** Rows with each label, per task in target_encoder order; empty cells count nowhere. */
  readonly labels: readonly (readonly number[])[];
  /** Numbers of the first few rows with a label. */
  firstWith(task: number, label: number): readonly number[];
}

/** A row's number, and its image as it spells it. */
export interface ImageRow {
  readonly row: number;
  readonly image: string;
}

/** An image of a training row and of a row that is held out. */
export interface SharedImage {
  readonly trained: ImageRow;
  readonly held: ImageRow;
}

export interface SharedImages {
  readonly images: number;
  /** The first of them, in the order of the held rows. */
  readonly shown: readonly SharedImage[];
}

/** Which rows do what. The three parts share no row. */
export interface SplitFacts {
  readonly train: PartFacts;
  readonly validation: PartFacts;
  readonly test: PartFacts;
  /** Images of training rows that validation, or test, has too. */
  readonly shared: { readonly validation: SharedImages; readonly test: SharedImages };
}

/** A split as dealt. */
export interface DealtSplit {
  /** TRAIN, VALIDATION or TEST for each place; NO_PART for a row that cannot be used. */
  readonly partAt: Uint8Array;
  readonly facts: SplitFacts;
}

/** More than any message shows. */
const MOST_SHOWN = 3;
/** The part of a row that cannot be used. */
const NO_PART = 255;

/** Deals a project's rows. */
export function* dealSplit(rows: ProjectRows, repeated: RepeatedImages, config: Config): Slices<DealtSplit> {
  const usable = yield* rows.usable();
  const parts = yield* splitRows(yield* usable.labelled(), config);
  const partAt = new Uint8Array(rows.table.length).fill(NO_PART);
  for (const [index, place] of usable.places.entries()) {
    if (index % ROWS_PER_SLICE === 0) yield;
    partAt[place] = parts[index] as number;
  }
  return { partAt, facts: yield* splitFacts(rows, partAt, repeated) };
}

/** What rules judge of a split. @param partAt As in DealtSplit. */
export function* splitFacts(rows: ProjectRows, partAt: Uint8Array, repeated: RepeatedImages): Slices<SplitFacts> {
  return {
    train: yield* partFacts(rows, partAt, TRAIN),
    validation: yield* partFacts(rows, partAt, VALIDATION),
    test: yield* partFacts(rows, partAt, TEST),
    shared: {
      validation: yield* sharedImages(rows, partAt, VALIDATION, repeated),
      test: yield* sharedImages(rows, partAt, TEST, repeated),
    },
  };
}

function* partFacts(rows: ProjectRows, partAt: Uint8Array, part: number): Slices<PartFacts> {
  const columns = rows.labels;
  const labels = columns.map((column) => new Array<number>(column.size).fill(0));
  let count = 0;
  for (let place = 0; place < partAt.length; place++) {
    if (place % ROWS_PER_SLICE === 0) yield;
    if (partAt[place] !== part) continue;
    count += 1;
    for (let task = 0; task < columns.length; task++) {
      const label = (columns[task] as LabelColumn).at(place);
      if (label >= 0) ((labels[task] as number[])[label] as number)++;
    }
  }
  const firstWith = (task: number, label: number): number[] => {
    const first: number[] = [];
    for (let place = 0; place < partAt.length && first.length < MOST_SHOWN; place++) {
      if (partAt[place] === part && columns[task]?.at(place) === label) first.push(rows.table.row(place));
    }
    return first;
  };
  return { rows: count, labels, firstWith };
}

function* sharedImages(
  { table }: ProjectRows,
  partAt: Uint8Array,
  part: number,
  repeated: RepeatedImages,
): Slices<SharedImages> {
  const held: [place: number, twin: number][] = [];
  let images = 0;
  for (const places of repeated) {
    yield;
    const twin = places.find((place) => partAt[place] === TRAIN);
    const place = twin === undefined ? undefined : places.find((other) => partAt[other] === part);
    if (twin === undefined || place === undefined) continue;
    images += 1;
    held.push([place, twin]);
    if (held.length > MOST_SHOWN) held.sort(([a], [b]) => a - b).pop();
  }
  const shown = held
    .sort(([a], [b]) => a - b)
    .map(([place, twin]) => ({ trained: imageRow(table, twin), held: imageRow(table, place) }));
  return { images, shown };
}

const imageRow = (table: RowTable, place: number): ImageRow => ({
  row: table.row(place),
  image: table.imageText(place),
});
