import { firstFew, quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import type { Fault } from './line-findings.ts';

/** The words of a line; between them stand spaces or tabs, as many as there are. */
export function wordsOf(text: string): string[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** A word as a whole number of at most nine digits. */
export function integerOf(word: string | undefined): number | undefined {
  return word !== undefined && /^[+-]?\d{1,9}$/.test(word) ? Number(word) : undefined;
}

/**
 * The whole numbers of a line, or what is wrong with it.
 *
 * @param expected How many there should be; undefined where that is not known.
 * @param meaning What the line should say, such as "one number, the category".
 */
export function integersOf(
  text: string,
  expected: number | undefined,
  meaning: string,
): { numbers: number[] } | { fault: Fault } {
  const words = wordsOf(text);
  const numbers: number[] = [];
  for (const [index, word] of words.entries()) {
    const number = integerOf(word);
    if (number === undefined) {
      const advice = word.includes(',') ? ' Between numbers stand spaces, not commas.' : '';
      const message = `has ${quote(word)}, which is no whole number; it should be ${meaning}.${advice}`;
      return { fault: { code: 'list-row', message, word: index } };
    }
    numbers.push(number);
  }
  if (expected === undefined || numbers.length === expected) return { numbers };
  const found = numbers.length <= 6 ? `: ${firstFew(words, 6)}` : '';
  return {
    fault: {
      code: 'list-row',
      message: `has ${counted(numbers.length, 'number')}${found}; it should be ${meaning}.`,
    },
  };
}
