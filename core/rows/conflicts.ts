import type { Slices } from '../slices.ts';
import type { LabelColumn } from './label-column.ts';
import type { RepeatedImages } from './repeated-images.ts';
import type { RowTable } from './row-table.ts';

/** An image whose rows disagree on a task. */
export interface Conflict {
  /** As the dataframe spells it in the first of the rows. */
  readonly image: string;
  /** The first row with each label, of the first few labels. */
  readonly rows: readonly { readonly row: number; readonly label: number }[];
}

export interface Conflicts {
  /** Images whose rows disagree. */
  readonly images: number;
  /** The first of them. */
  readonly shown: readonly Conflict[];
}

/** More than any message shows. */
const MOST_SHOWN = 3;
/** Of one image. */
const MOST_LABELS = 5;
const IMAGES_PER_SLICE = 512;

/** The images whose rows disagree on one task's label. Empty cells agree with everything, texts that are no label too. */
export function* conflictsOf(table: RowTable, repeated: RepeatedImages, labels: LabelColumn): Slices<Conflicts> {
  const shown: Conflict[] = [];
  let images = 0;
  for (let image = 0; image < repeated.length; image++) {
    if (image % IMAGES_PER_SLICE === 0) yield;
    const places = repeated.placesOf(image);
    if (agree(places, labels)) continue;
    images += 1;
    if (shown.length < MOST_SHOWN) shown.push(conflict(places, table, labels));
  }
  return { images, shown };
}

function agree(places: Uint32Array, labels: LabelColumn): boolean {
  let said = -1;
  for (const place of places) {
    const label = labels.at(place);
    if (label < 0) continue;
    if (said >= 0 && label !== said) return false;
    said = label;
  }
  return true;
}

function conflict(places: Uint32Array, table: RowTable, labels: LabelColumn): Conflict {
  const first = new Map<number, number>();
  for (const place of places) {
    const label = labels.at(place);
    if (label >= 0 && !first.has(label)) first.set(label, place);
    if (first.size === MOST_LABELS) break;
  }
  const [place] = first.values();
  return {
    image: table.imageText(place as number),
    rows: [...first].map(([label, place]) => ({ row: table.row(place), label })),
  };
}
