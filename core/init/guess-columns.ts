import type { Column, DataframeIndex } from '../dataframe/dataframe.ts';
import { sentenceList } from '../findings/words.ts';
import { hasImageEnding } from '../images/image-endings.ts';
import { PARTS } from '../split/parts.ts';
import { count, counted } from '../words.ts';

/** What a column of a dataframe seems to be for. */
export interface ColumnGuess {
  readonly column: Column;
  readonly role: 'image' | 'labels' | 'split' | 'other';
  /** In a few words, such as "7 labels" or "numbers". */
  readonly why: string;
}

/** More labels than a task usually has; whoever has more writes the task by hand. */
export const MAX_LABELS = 50;
/** Cells that are looked up on disk. */
const LOOKED_UP = 50;
/** Names that a task cannot have: of JavaScript, of YAML, whole numbers, and of row numbers that pandas writes. */
const NO_TASK = /^(__proto__|constructor|prototype|<<|0|[1-9]\d*|__index_level_\d+__|Unnamed: \d+|\s*)$/;
/** Words that say which rows do what, in any spelling. */
const SPLIT_WORD = /^(train(ing)?|val(id(ation)?)?|dev|test(ing)?)$/i;
const MAX_NAME_LENGTH = 200;

/**
 * What each column seems to be for, from its values and from which of them `exists` says are files. At most one column is the image column, and at most
 * one the split column: the first of the best.
 */
export function guessColumns({ columns, rows }: DataframeIndex, exists: (path: string) => boolean): ColumnGuess[] {
  const image = bestOf(columns, (column) => imageScore(column, exists));
  const split = columns.find((column) => column !== image && isSplit(column));
  const names = columns.map(({ name }) => name);
  return columns.map((column): ColumnGuess => {
    if (column === image) return { column, role: 'image', why: 'image paths' };
    if (column === split)
      return { column, role: 'split', why: sentenceList(PARTS.filter((part) => column.values.has(part))) };
    const reason =
      names.indexOf(column.name) !== names.lastIndexOf(column.name) ? 'named twice' : noTask(column, rows, names);
    return reason === undefined
      ? { column, role: 'labels', why: counted(column.values.size, 'label') }
      : { column, role: 'other', why: reason };
  });
}

/** Whether a task can be made of the column, when somebody asks for it: at least two labels, all of them known. */
export function canBeTask({ name, values, complete }: Column): boolean {
  return complete && values.size >= 2 && isTaskName(name);
}

export function isTaskName(name: string): boolean {
  return !NO_TASK.test(name) && name.length <= MAX_NAME_LENGTH;
}

/** Why a column is probably no task; undefined where it probably is. */
function noTask(column: Column, rows: number, names: readonly string[]): string | undefined {
  const { name, values, complete, empty } = column;
  if (!isTaskName(name)) return 'no name for a task';
  if (name.startsWith('val_') && names.includes(name.slice('val_'.length)))
    return 'would share its history with another task';
  if (values.size === 0) return 'empty';
  if (values.size === 1) return 'one value';
  if (!complete || values.size > MAX_LABELS) return `${complete ? '' : 'over '}${count(values.size)} different values`;
  const texts = [...values.keys()];
  if (texts.every((text) => SPLIT_WORD.test(text))) return 'a split, but not with train, val or test in every row';
  if (texts.some(hasImageEnding)) return 'image paths';
  if (texts.some((text) => text.length > 100)) return 'long texts';
  if (texts.every(isDecimal) && values.size > 10) return 'numbers';
  if (texts.every((text) => /^-?\d+$/.test(text)) && values.size > 20) return 'numbers';
  // Fewer than two rows a label on average is an identifier, or too little to learn from.
  if (values.size * 2 > rows - empty.count) return 'nearly every row has its own';
  return undefined;
}

const isDecimal = (text: string) => /^-?\d*\.\d+(e[-+]?\d+)?$/i.test(text);

function isSplit({ values, complete, empty }: Column): boolean {
  const words = [...values.keys()];
  return (
    complete &&
    empty.count === 0 &&
    values.has('train') &&
    words.length >= 2 &&
    words.every((word) => PARTS.includes(word))
  );
}

/** 0 where a column holds no images; files that are there count most, endings of image files a little. */
function imageScore({ name, values }: Column, exists: (path: string) => boolean): number {
  const cells = [...values.keys()].slice(0, LOOKED_UP);
  if (cells.length === 0 || name === '') return 0;
  const found = cells.filter((cell) => !cell.includes('\0') && exists(cell)).length / cells.length;
  const looksRight = cells.filter(hasImageEnding).length / cells.length;
  return found >= 0.5 || looksRight >= 0.5 ? found * 2 + looksRight : 0;
}

function bestOf(columns: readonly Column[], score: (column: Column) => number): Column | undefined {
  let best: { column: Column; score: number } | undefined;
  for (const column of columns) {
    const reached = score(column);
    if (reached > (best?.score ?? 0)) best = { column, score: reached };
  }
  return best?.column;
}
