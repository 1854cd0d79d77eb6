import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a person most likely meant by the value, or undefined when none is close: case, spaces, hyphens and underscores count
 * for nothing, and about a third of the letters may differ (Levenshtein distance). Numbers are near where they are equal, as 3.0 is to 3.
 */
export function nearest(value: string, candidates: Iterable<string>): string | undefined {
  const wanted = normalized(value);
  if (wanted === '' || wanted.length > LONGEST) return undefined;
  const allowed = Math.max(1, Math.round(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const other = normalized(candidate);
    if (candidate === value || other === '') continue;
    if (areEqualNumbers(value, candidate)) return candidate;
    if (Math.abs(other.length - wanted.length) > allowed) continue;
    const letters = distance(wanted, other);
    // Of words of one or two letters, any two are one letter apart.
    const unrelated = letters > 0 && Math.max(wanted.length, other.length) < 3;
    if (letters < bestDistance && !unrelated) {
      best = candidate;
      bestDistance = letters;
    }
  }
  return best;
}

const LONGEST = 200;

function normalized(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '');
}

const NUMBER = /^\s*[+-]?\d+(\.\d+)?\s*$/;

function areEqualNumbers(one: string, other: string): boolean {
  return NUMBER.test(one) && NUMBER.test(other) && Number(one) === Number(other);
}
