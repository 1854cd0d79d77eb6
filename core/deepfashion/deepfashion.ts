/** What each group of Anno_fine's attributes is called as a dataframe column; group 1 comes first. */
export const ATTRIBUTE_COLUMNS = ['print', 'sleeves', 'length', 'neckline', 'fabric', 'fit'] as const;

/** The official partition, in the order in which the dataset lists it. */
export const PARTS = ['train', 'test', 'val'] as const;

export type Part = (typeof PARTS)[number];

/** Left, top, right and bottom in pixels; right and bottom are the first column and row outside. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** One line of a part's four lists: a garment in an image. */
export interface Garment {
  /** As the list writes it, such as img/Sheer_Blouse/img_00000001.jpg. */
  readonly file: string;
  /** As the list of categories spells it. */
  readonly category: string;
  /** Never empty, corners in order; it may reach beyond the image. */
  readonly box: Box;
  /** One for each of ATTRIBUTE_COLUMNS; null where the line sets none of the group, or several. */
  readonly attributes: readonly (string | null)[];
  readonly part: Part;
  /** The line of the part's lists, counted from 1. */
  readonly line: number;
}
