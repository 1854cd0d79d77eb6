import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import findingSchema from '../../../schemas/finding.schema.json' with { type: 'json' };
import { MINIMAL, withModel } from '../config/configs.ts';
import { CSV, ROWS } from '../rules/projects.ts';
import { findingsOf } from './fixing.ts';

const conforms = new Ajv().compile(findingSchema);

/** The rows of the minimal config, twice, with some cells of `print` replaced. */
const rowsWith = (prints: Readonly<Record<number, string>>) =>
  [...ROWS, ...ROWS].map((row, index) => ({ ...row, print: prints[index] ?? row.print }));

/** What a finding of the code offers, the preferred one marked; every finding follows its schema. */
function offered(code: string, text: string, rows = rowsWith({})): string[] {
  const findings = findingsOf(text, { rows });
  for (const finding of findings) expect(conforms(finding), JSON.stringify(conforms.errors)).toBe(true);
  const found = findings.filter((finding) => finding.code === code);
  expect(found).not.toEqual([]);
  return found.flatMap(({ fixes = [] }) => fixes.map(({ title, preferred }) => `${preferred ? '* ' : ''}${title}`));
}

describe('the fixes that a finding offers', () => {
  it.each([
    [
      'one row is misspelt',
      'unknown-label',
      MINIMAL,
      { 1: 'sollid' },
      ['* Write `solid` in the cell of data.csv that says `sollid`', 'Add `sollid` to `print`'],
    ],
    [
      'rows say other things',
      'unknown-label',
      MINIMAL,
      { 1: 'dotted', 3: 'dotted', 4: 'n/a', 5: 'zigzag' },
      [
        'Add `dotted` to `print`',
        'Add `zigzag` to `print`',
        'Add all 2 labels of the column to `print`',
        'Empty the cell of data.csv that says `n/a`',
      ],
    ],
    [
      'several rows agree on another spelling',
      'unused-label',
      MINIMAL.replace('striped', 'stripd'),
      {},
      ['* Write `striped`', 'Write `stripd` in the 4 cells of data.csv that say `striped`'],
    ],
    [
      'a single row has another spelling',
      'unused-label',
      MINIMAL.replace('solid]', 'solid, dotted]'),
      { 0: 'doted' },
      ['* Write `dotted` in the cell of data.csv that says `doted`', 'Write `doted`', 'Remove `dotted`'],
    ],
    ['a label is in no row', 'unused-label', MINIMAL.replace('solid]', 'solid, floral]'), {}, ['Remove `floral`']],
    ['one of two labels is in no row', 'unused-label', MINIMAL.replace('solid]', 'floral]'), {}, []],
    [
      'labels are alike',
      'labels-alike',
      MINIMAL.replace('solid]', 'solid, Striped]'),
      { 0: 'Striped' },
      ['Write `striped` in the cell of data.csv that says `Striped`, and remove `Striped` here'],
    ],
    [
      'the split column has other words',
      'split-value',
      withModel('split_method: column', 'split_column: print'),
      { 0: 'Train', 1: 'train', 2: 'train', 3: 'val', 4: 'train', 5: 'train', 6: 'val', 7: 'validation' },
      [
        '* Write `train` in the cell of data.csv that says `Train`',
        'Write `val` in the cell of data.csv that says `validation`',
      ],
    ],
    [
      'no weights have that width',
      'imagenet-alpha',
      withModel('backbone: mobilenet', 'alpha: 0.6'),
      {},
      ['* Write `alpha: 0.5`', 'Write `weights: none`'],
    ],
  ] as [string, string, string, Record<number, string>, string[]][])('%s', (_, code, text, prints, titles) => {
    expect(offered(code, text, rowsWith(prints))).toEqual(titles);
  });

  it('name cells by what they say, and no rows', () => {
    const [finding] = findingsOf(MINIMAL, { rows: rowsWith({ 1: 'sollid' }) }).filter(
      ({ code }) => code === 'unknown-label',
    );
    expect(finding?.fixes?.[0]?.changes).toEqual([
      { kind: 'cells', file: CSV, column: 'print', from: 'sollid', to: 'solid', count: 1 },
    ]);
  });
});
