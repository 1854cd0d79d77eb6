/**
 * Words that stand for a missing value where pandas reads a CSV file, in lower case. Here cells are text, and only an empty one is missing.
 * Source: pandas/_libs/parsers.pyx, STR_NA_VALUES.
 */
const MISSING_WORDS = new Set([
  'nan',
  '-nan',
  'na',
  'n/a',
  '<na>',
  'null',
  'none',
  '#na',
  '#n/a',
  '#n/a n/a',
  '1.#ind',
  '-1.#ind',
  '1.#qnan',
  '-1.#qnan',
]);

/** Whether a cell's text probably means that there is nothing to say. */
export const isMissingWord = (text: string): boolean => MISSING_WORDS.has(text.trim().toLowerCase());
