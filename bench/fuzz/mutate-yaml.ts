import type { Random } from '../../core/random.ts';

type Mutation = (text: string, random: Random) => string;

/** What breaks lexers, and what people paste. */
const PIECES = [
  ...'[]{}:,-?|>!&*#%@`\'"\\\t\r\n \0~=',
  ...['---\n', '...\n', '\r\n', '\uFEFF', '\ud800', '\udc00', '👕', '\u2028', '\u0085', '\u202E', '{a: ', '- - ', '? '],
];

/** Values that a person would not write, but a merge, a template or an attacker might. */
const VALUES = [
  ...[
    '',
    '~',
    'null',
    'true',
    '.nan',
    '-.inf',
    '1e999',
    '0x1F',
    '010',
    '9'.repeat(400),
    '1_000',
    '2001-12-14',
    '"',
    "'",
  ],
  ...['*a', '*tasks', '&a', '&a *a', '!!binary x', '!!set {a}', '!!omap [a: 1]', '!!float .1', '!<tag:x> y', '!a!b c'],
  ...[
    '"\\u0000"',
    '"\\ud800"',
    '"\\x07"',
    '|',
    '>-',
    '|2+\n   x',
    '[',
    '{',
    ']',
    '[[[[[[',
    '{a: {a: {a: ',
    '[,]',
    '[a, , b]',
  ],
  ...[
    '__proto__',
    '{__proto__: {polluted: 1}}',
    '{constructor: {prototype: {polluted: 1}}}',
    '{<<: {__proto__: {polluted: 1}}}',
  ],
  ...[
    '../../../../etc/passwd',
    '/dev/zero',
    '/proc/self/mem',
    'a\0b',
    '\\\\server\\share',
    'file:///x',
    'data',
    '.',
    '/',
  ],
];

const LINES = [
  ...['<<: *a', '<<: *tasks', '<<: [*tasks, *weights]', '<<: 3', '<<:', '? [a, b]\n: c', '? ', '- a', '? |\n  x\n: y'],
  ...['__proto__: {polluted: yes}', '"__proto__":\n  polluted: yes', 'constructor: {prototype: {polluted: 1}}'],
  ...[
    'prototype: [a, b]',
    'toString: [a, b]',
    'hasOwnProperty: 1',
    '# multitask-disable-line',
    '%YAML 1.1',
    '---',
    '...',
  ],
  ...[
    'model:',
    'paths: {}',
    'target_encoder: [a]',
    '1: 2',
    'null: x',
    '"": y',
    'a: &a [*a]',
    'a: &a {<<: *a}',
    '\ta: b',
  ],
];

/** A config with one to six things wrong in it. */
export function mutatedYaml(text: string, random: Random): string {
  let mutated = text;
  for (let times = 1 + random.index(6); times > 0; times--) mutated = pick(MUTATIONS, random)(mutated, random);
  return mutated.slice(0, LONGEST);
}

/** A little more than is read at all. */
const LONGEST = 300_000;

const replaceLetters: Mutation = (text, random) =>
  spliced(text, random.index(text.length + 1), random.index(12), pick(PIECES, random));

const anyCharacters: Mutation = (text, random) => {
  const characters = Array.from({ length: 1 + random.index(8) }, () => String.fromCharCode(random.index(0x10000)));
  return spliced(text, random.index(text.length + 1), random.index(3), characters.join(''));
};

const otherValue: Mutation = (text, random) => {
  const value = place(text, /(?<=[:,[-] ?)[^\s:,[\]{}#][^\n:,[\]{}#]*/g, random);
  return value ? spliced(text, value.at, value.length, pick(VALUES, random)) : text;
};

const otherKey: Mutation = (text, random) => {
  const key = place(text, /[\w"']+(?=:)/g, random);
  return key ? spliced(text, key.at, key.length, pick([...VALUES, '__proto__', '<<', 'model'], random)) : text;
};

const moreLines: Mutation = (text, random) => {
  const lines = text.split('\n');
  const at = random.index(lines.length);
  const indent = /^\s*/.exec(lines[at] as string)?.[0] ?? '';
  lines.splice(at, 0, pick(LINES, random).replace(/^/gm, indent));
  return lines.join('\n');
};

const lessLines: Mutation = (text, random) => {
  const lines = text.split('\n');
  lines.splice(random.index(lines.length), 1 + random.index(4));
  return lines.join('\n');
};

const movedLines: Mutation = (text, random) => {
  const lines = text.split('\n');
  const moved = lines.splice(random.index(lines.length), 1 + random.index(5));
  lines.splice(random.index(lines.length + 1), 0, ...moved);
  return lines.join('\n');
};

const linesTwice: Mutation = (text, random) => {
  const lines = text.split('\n');
  const at = random.index(lines.length);
  lines.splice(at, 0, ...lines.slice(at, at + 1 + random.index(5)));
  return lines.join('\n');
};

const otherIndent: Mutation = (text, random) => {
  const lines = text.split('\n');
  const at = random.index(lines.length);
  lines[at] = pick(['', ' ', '  ', '\t', '        '], random) + lines[at]?.trimStart();
  return lines.join('\n');
};

const otherLineEnds: Mutation = (text, random) => text.replaceAll('\n', pick(['\r\n', '\r', '\n\n', '\n \n'], random));

const cutOff: Mutation = (text, random) => text.slice(0, random.index(text.length + 1));

const deepNesting: Mutation = (text, random) => {
  const opening = pick(['[', '{a: ', '- ', '? ', '{? ', '[&a '], random);
  return spliced(text, random.index(text.length + 1), 0, opening.repeat(2 ** random.index(15)));
};

const repeated: Mutation = (text, random) => {
  const from = random.index(text.length + 1);
  const piece = random.index(2) === 0 ? pick(PIECES, random) : text.slice(from, from + random.index(30));
  return spliced(text, from, 0, piece.repeat(2 ** random.index(13)));
};

const hugeScalar: Mutation = (text, random) =>
  spliced(text, random.index(text.length + 1), 0, pick(['a', '9', '😀', ' ', '"', 'a b'], random).repeat(20_000));

const manyEntries: Mutation = (text, random) => {
  const list = place(text, /(?<=\[)/g, random);
  const entry = pick(['a, ', '*a, ', '[], ', '{}, ', '"", ', '&x a, ', '👕, ', 'a: b, '], random);
  return list ? spliced(text, list.at, 0, entry.repeat(2 ** random.index(12))) : text;
};

const manyKeys: Mutation = (text, random) => {
  const keys = Array.from({ length: 2 ** random.index(11) }, (_, index) => `k${index % 700}: &k${index} [a, b]`);
  const line = place(text, /(?<=\n)(?= {4}\w)/g, random);
  return line ? spliced(text, line.at, 0, keys.map((key) => `    ${key}\n`).join('')) : text;
};

const laughs: Mutation = (text, random) => {
  const levels = Array.from(
    { length: 2 + random.index(12) },
    (_, level) => `l${level}: &l${level} [${Array(9).fill(level === 0 ? 'lol' : `*l${level - 1}`)}]\n`,
  );
  return spliced(text, text.lastIndexOf('\n', random.index(text.length + 1)) + 1, 0, levels.join(''));
};

/** Those that make texts long are drawn seldom: they take most of the time. */
const MUTATIONS: readonly Mutation[] = [
  ...Array<Mutation[]>(8).fill([
    ...[replaceLetters, anyCharacters, otherValue, otherValue, otherKey, moreLines, lessLines, movedLines],
    ...[linesTwice, otherIndent],
  ]),
  ...[[otherLineEnds, otherLineEnds, cutOff, cutOff, deepNesting, repeated, hugeScalar, manyEntries, manyKeys, laughs]],
].flat();

function place(text: string, pattern: RegExp, random: Random): { at: number; length: number } | undefined {
  const found = [...text.matchAll(pattern)];
  const chosen = found.length > 0 ? found[random.index(found.length)] : undefined;
  return chosen && { at: chosen.index, length: chosen[0].length };
}

const spliced = (text: string, at: number, length: number, piece: string) =>
  text.slice(0, at) + piece + text.slice(at + length);

const pick = <T>(values: readonly T[], random: Random): T => values[random.index(values.length)] as T;
