import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from '../../../core/init/yaml-text.ts';
import fc from '../../fast-check.ts';

test.each(['striped', 'long sleeve', './data/rows.csv', 'v-neck', 'Ärmel', 'a_b.c'])('%s is plain', (text) => {
  expect(yamlText(text)).toBe(text);
});

test.each([
  'yes',
  'No',
  'null',
  '~',
  '3',
  '1.50',
  '2024-01-31',
  'a: b',
  '# b',
  '',
  ' ',
  '-',
  '<<',
  'a #b',
  'true',
  '.inf',
  'e1',
  'E-12',
])('%s is quoted', (text) => expect(yamlText(text)).toBe(JSON.stringify(text)));

test('any text reads back as itself, as a key, in a list and before a comment', () => {
  const texts = fc.string({
    unit: fc.oneof(
      fc.constantFrom(':', '#', "'", '"', '\\', '\n', ' ', '-', '\u0085', '\u2028', '\ufeff', 'e', '1'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 8,
  });
  fc.assert(
    fc.property(texts, (text) => {
      const yaml = `${yamlText(text)}: # comment\n  - ${yamlText(text)} # comment\n`;
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(yaml, { version, merge: false, uniqueKeys: true })).toEqual({ [text]: [text] });
      }
    }),
    { numRuns: 1000 },
  );
});
