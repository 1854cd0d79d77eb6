/** What a split column says of a row. */
export const PARTS: readonly string[] = ['train', 'val', 'test'];
