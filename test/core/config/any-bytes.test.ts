import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/config-document.ts';
import { looksLikeConfig } from '../../../core/config/looks-like-config.ts';
import fc from '../../fast-check.ts';
import { FILE, MINIMAL, withModel } from './configs.ts';

const RICH = withModel(
  'augmentation: &a {rotation_range: 5, zoom_range: [0.9, 1.1]}',
  'loss_weights: {sleeves: 2}',
  'class_weights:',
  '  <<: {print: balanced}',
  'target: [sleeves_encoded, print_encoded]',
  "weights: 'none' # comment",
);

/** What breaks parsers. */
const SHARDS = [
  ...'[]{}:,-?|>!&*#%@`\'"\\\t\r\n \0~=',
  ...[
    '---\n',
    '...\n',
    '<<: *a',
    '<<: ',
    '<<: [1]',
    '&a ',
    '*a',
    '!!set ',
    '!!binary x',
    '? ',
    '- ',
    '\r\n',
    '\uFEFF',
    '\ud800',
    '👕',
    '.nan',
    '1e999',
  ],
  ...['__proto__: ', 'constructor: ', '[[[[', '{a: {a: ', '- - - ', 'true', 'null', '|2-\n', '>+\n', '%YAML 1.1\n'],
];

const mutated = fc
  .array(
    fc.record({
      at: fc.nat(RICH.length),
      remove: fc.nat(12),
      insert: fc.oneof(fc.constantFrom(...SHARDS), fc.string({ maxLength: 6, unit: 'binary' })),
      times: fc.constantFrom(1, 1, 1, 3, 100),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((edits) =>
    edits.reduce(
      (text, { at, remove, insert, times }) => text.slice(0, at) + insert.repeat(times) + text.slice(at + remove),
      RICH,
    ),
  );

describe('any text at all', () => {
  it('becomes findings or a config, never an exception, and soon', () => {
    let slowest = 0;
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const started = performance.now();
        const { config, findings } = parseConfig(text, FILE);
        slowest = Math.max(slowest, performance.now() - started);
        expect(config !== undefined).toBe(!findings.some(({ severity }) => severity === 'error'));
        for (const { code, message, location } of findings) {
          expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
          expect(message.length).toBeGreaterThan(0);
          expect(location.range?.start.line ?? 1).toBeGreaterThanOrEqual(1);
        }
        looksLikeConfig(text);
      }),
      { numRuns: 3000 },
    );
    expect(slowest).toBeLessThan(1000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each([
    '}',
    ',',
    '[],',
    '"\\',
    '&a ',
    '*a ',
    '!a ',
    ': ',
    '---\n',
    '\n',
    '%a\n',
    'a: 1\n',
    '<<: *a\n',
    '- <<: *a\n',
    '- &a\n',
    '- |\n',
    "'",
    '#',
    '\u0085',
    '- ? ',
  ])('is quick for 250 KB of %j', (shard) => {
    const started = performance.now();
    parseConfig(shard.repeat(Math.floor(250_000 / shard.length)), FILE);
    parseConfig(`a: [${shard.repeat(Math.floor(250_000 / shard.length))}`, FILE);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('is parsed the same with CRLF line ends', () => {
    expect(parseConfig(RICH.replaceAll('\n', '\r\n'), FILE).config).toEqual(parseConfig(RICH, FILE).config);
    expect(parseConfig(MINIMAL, FILE).config).toBeDefined();
  });
});
