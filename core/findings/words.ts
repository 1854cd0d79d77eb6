import { count } from '../words.ts';

const LONGEST_QUOTE = 80;

/** A value of the config or the dataframe inside a sentence: in backticks, on one line, cut when long. */
export function quote(value: string): string {
  const oneLine = escapeControls(value);
  const short = oneLine.length > LONGEST_QUOTE ? `${oneLine.slice(0, LONGEST_QUOTE - 1)}…` : oneLine;
  return `\`${short}\``;
}

/** Makes control characters visible, so that a value can neither break a line nor command a terminal. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => NAMED_CONTROLS[character] ?? `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
}

const NAMED_CONTROLS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** "a, b and c". */
export function sentenceList(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/**
 * The first few items, and how many more there are: "a, b, c and 9 more".
 * @param all How many there are, where `items` are only the first of them.
 */
export function firstFew(items: readonly string[], limit = 5, all = items.length): string {
  if (all <= limit) return sentenceList(items);
  return `${items.slice(0, limit).join(', ')} and ${count(all - limit)} more`;
}
