import { counted } from '../words.ts';
import { integersOf } from './numbers.ts';
import type { ParsedLine } from './read-list.ts';

/**
 * A parser of lines with one category number.
 *
 * @param categories Their names in order, of which the first has number 1; undefined where they could not be read.
 */
export function categoryParser(categories: readonly string[] | undefined) {
  return (text: string): ParsedLine<string> => {
    const parsed = integersOf(text, 1, "one number, the category's place in the list of categories");
    if ('fault' in parsed) return parsed;
    const [number = 0] = parsed.numbers;
    const value = categories ? categories[number - 1] : '';
    if (value !== undefined && number >= 1) return { value };
    const known = categories
      ? `there are ${counted(categories.length, 'category', 'categories')}, counted from 1`
      : 'they count from 1';
    return { fault: { code: 'category-number', message: `names category ${number}, but ${known}.`, word: 0 } };
  };
}
