import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a person most likely meant by the value, or undefined when none is close: case, spaces, hyphens and underscores count
 * for nothing, and about a third of the letters may differ (Levenshtein distance). Numbers are near where they are equal, as 3.0 is to 3.
 */
export function nearest(value: string, candidates: Iterable<string>): string | undefined {
  return nearestAmong(candidates)(value);
}

/** The same for many values, which looks at the candidates' spelling once. */
export function nearestAmong(candidates: Iterable<string>): (value: string) => string | undefined {
  let words: readonly Word[] | undefined;
  return (value) => {
    const wanted = normalized(value);
    if (wanted === '' || wanted.length > LONGEST) return undefined;
    words ??= Array.from(candidates, wordOf);
    const number = NUMBER.test(value) ? Number(value) : undefined;
    const allowed = Math.max(1, Math.round(wanted.length / 3));
    let best: string | undefined;
    let bestDistance = allowed + 1;
    for (const { text, word, isNumber } of words) {
      if (text === value || word === '') continue;
      if (isNumber && number === Number(text)) return text;
      if (Math.abs(word.length - wanted.length) > allowed) continue;
      const letters = distance(wanted, word);
      // Of words of one or two letters, any two are one letter apart.
      const unrelated = letters > 0 && Math.max(wanted.length, word.length) < 3;
      if (letters < bestDistance && !unrelated) {
        best = text;
        bestDistance = letters;
      }
    }
    return best;
  };
}

const LONGEST = 200;

interface Word {
  readonly text: string;
  readonly word: string;
  readonly isNumber: boolean;
}

const wordOf = (text: string): Word => ({ text, word: normalized(text), isNumber: NUMBER.test(text) });

function normalized(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '');
}

const NUMBER = /^\s*[+-]?\d+(\.\d+)?\s*$/;
