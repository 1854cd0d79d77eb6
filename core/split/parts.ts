/** What a row may be for, as split_column says it. */
export const PARTS: readonly string[] = ['train', 'val', 'test'];

/** Indices of PARTS. */
export const TRAIN = 0;
export const VALIDATION = 1;
export const TEST = 2;
