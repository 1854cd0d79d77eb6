import { TextDocument } from 'vscode-languageserver-textdocument';
import { CONFIG, ROWS } from '../core/project-folder.ts';
import { PIECES } from '../core/yaml-pieces.ts';
import fc from '../fast-check.ts';

/** Something that a person does in a burst of typing. `at` is a place in the text, from 0 to 1. */
type Edit =
  /** Puts a piece in place of a few letters, at any place or at the nearest word or sign. */
  | {
      readonly kind: 'piece';
      readonly at: number;
      readonly atWord: boolean;
      readonly length: number;
      readonly piece: string;
    }
  /** Replaces words of a config by others, where they stand. */
  | { readonly kind: 'words'; readonly words: readonly [string, string] };

/** What happens between one moment at which a person looks and the next. */
export type Step =
  | { readonly kind: 'type'; readonly edits: readonly Edit[] }
  /** Puts all words back. */
  | { readonly kind: 'undo' }
  /** Saves other rows in place; undefined deletes the file. */
  | { readonly kind: 'rows'; readonly rows: string | undefined }
  /** Puts other rows in place of the file by one move, as editors save. */
  | { readonly kind: 'replace'; readonly rows: string }
  /** Waits for the diagnostics. */
  | { readonly kind: 'look' };

const WORDS: readonly (readonly [string, string])[] = [
  ['sleeves', 'sleves'],
  ['[long, short]', '[lang, short]'],
  ['[long, short]', '[long, "😀", short]'],
  ['striped', 'Striped '],
  ['solid', 'no'],
  ['print: [', 'print: &p ['],
  ['    print: [striped, solid]\n', ''],
  ['batch_size: 4', 'batch_size: 400'],
  ['  batch_size: 4\n', '  validation_split: 0.5\n'],
  ['  batch_size: 4\n', '  random_seed: 7\n'],
  ['  batch_size: 4\n', '  split_method: column\n  split_column: print\n'],
  ['  batch_size: 4\n', '  epoch: 3 # multitask-disable-line unknown-key\n'],
  ['data/rows.csv', 'data/row.csv'],
  ['image\n', 'img\n'],
  ['\n', '\r\n'],
];

const TABLES: readonly string[] = [
  ROWS,
  ROWS.replace('striped', 'Striped'),
  ROWS.replaceAll('long', 'lang'),
  ROWS.replace('short', ''),
  ROWS.replace('sleeves', 'sleves'),
  ROWS.replaceAll('\n', '\r\n'),
  `${ROWS}img/0.jpg,short,solid\nimg/8.jpg,"😀",solid\n`,
  `${ROWS}ragged\n`,
  `${ROWS}"img`,
  ROWS.slice(0, ROWS.indexOf('\n') + 1),
  '',
];

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('piece' as const),
    at: fc.nat(10_000).map((parts) => parts / 10_000),
    atWord: fc.boolean(),
    length: fc.nat(8),
    piece: fc.constantFrom('', 'a', 'é', ...PIECES),
  }),
  fc.record({ kind: fc.constant('words' as const), words: fc.constantFrom(...WORDS) }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('type' as const), edits: fc.array(edit, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'undo' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('rows' as const), rows: fc.constantFrom(undefined, ...TABLES) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const), rows: fc.constantFrom(...TABLES) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'look' as const }) },
);

/** A person at work on CONFIG and ROWS. */
export const session: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 1, maxLength: 12 });

/** The changes of a burst of typing, as an editor tells them one after the other, and the text that they make. */
export function typed(text: string, edits: readonly Edit[]) {
  const changes = [];
  let now = text;
  for (const next of edits) {
    const [from, to, piece] = next.kind === 'words' ? wordsIn(now, next.words) : placeIn(now, next);
    // Editors have no place between CR and LF: a position there is before both.
    const document = TextDocument.create('', '', 0, now);
    const range = { start: document.positionAt(from), end: document.positionAt(to) };
    changes.push({ range, text: piece });
    now = now.slice(0, document.offsetAt(range.start)) + piece + now.slice(document.offsetAt(range.end));
  }
  return { text: now, changes };
}

/** The change of a text back to CONFIG. */
export function undone(text: string) {
  return { text: CONFIG, changes: [{ range: wholeOf(text), text: CONFIG }] };
}

function wholeOf(text: string) {
  const document = TextDocument.create('', '', 0, text);
  return { start: document.positionAt(0), end: document.positionAt(text.length) };
}

function wordsIn(text: string, [words, others]: readonly [string, string]): [number, number, string] {
  const at = text.indexOf(words);
  return at < 0 ? [text.length, text.length, ''] : [at, at + words.length, others];
}

function placeIn(text: string, { at, atWord, length, piece }: Edit & { kind: 'piece' }): [number, number, string] {
  const places = atWord ? [...text.matchAll(/\b|[[\]{}"',:#\n]/g)].map(({ index }) => index) : [];
  const from = places[Math.floor(at * (places.length - 1))] ?? Math.floor(at * text.length);
  return [from, Math.min(text.length, from + length), piece];
}
