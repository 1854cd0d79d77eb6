import { describe, expect, it } from 'vitest';
import { emptyImageCell } from '../../../core/rules/empty-image-cell.ts';
import { missingImageColumn } from '../../../core/rules/missing-image-column.ts';
import { missingLabels } from '../../../core/rules/missing-labels.ts';
import { missingTaskColumn } from '../../../core/rules/missing-task-column.ts';
import { splitColumnMissing } from '../../../core/rules/split-column-missing.ts';
import { splitColumnUnused } from '../../../core/rules/split-column-unused.ts';
import { splitValue } from '../../../core/rules/split-value.ts';
import { unknownLabel } from '../../../core/rules/unknown-label.ts';
import { unusedLabel } from '../../../core/rules/unused-label.ts';
import { MINIMAL, withModel } from '../config/configs.ts';
import { CSV, findings, messages, project, ROWS } from './projects.ts';

const times = <T>(count: number, row: T): T[] => Array.from({ length: count }, () => row);
const row = (sleeves: string, print = 'solid') => ({ image: 'a.jpg', sleeves, print });

describe('missing-image-column', () => {
  it('names the nearest column, or all of them', () => {
    expect(findings(missingImageColumn)).toEqual([]);
    expect(findings(missingImageColumn, { config: MINIMAL.replace('paths: image', 'paths: Images') })).toMatchObject([
      {
        message:
          'data.csv has no column `Images`. `model.paths` names the column of data.csv with the image paths. Did you mean `image`?',
        suggestion: 'image',
        location: { range: { start: { line: 7, column: 10 } } },
      },
    ]);
    expect(
      messages(missingImageColumn, { config: MINIMAL.replace('paths: image', 'paths: processed_path') })[0],
    ).toContain('Its columns are `image`, `sleeves` and `print`.');
  });

  it('says nothing of a dataframe that has no header to judge', () => {
    expect(findings(missingImageColumn, { rows: [] })).toEqual([]);
  });
});

describe('missing-task-column', () => {
  it('stands at the task', () => {
    const rows = ROWS.map(({ image, sleeves, print }) => ({ image, sleeve: sleeves, print }));
    expect(findings(missingTaskColumn, { rows })).toMatchObject([
      { suggestion: 'sleeve', location: { range: { start: { line: 9, column: 5 }, end: { line: 9, column: 12 } } } },
    ]);
  });
});

describe('split-column-missing', () => {
  it('stands at what the config writes', () => {
    expect(findings(splitColumnMissing)).toEqual([]);
    expect(findings(splitColumnMissing, { config: withModel('split_method: column') })).toMatchObject([
      { location: { range: { start: { line: 11 } } } },
    ]);
    expect(
      findings(splitColumnMissing, { config: withModel('split_method: column', 'split_column: sleeve') }),
    ).toMatchObject([{ suggestion: 'sleeves', location: { range: { start: { line: 12 } } } }]);
  });
});

describe('split-value', () => {
  const config = withModel('split_method: column');
  const parts = (...values: string[]) => ({ config, rows: values.map((split) => ({ ...row('long'), split })) });

  it('accepts train, val and test', () => {
    expect(findings(splitValue, parts('train', 'val', 'test'))).toEqual([]);
  });

  it('counts other words and guesses the first', () => {
    expect(findings(splitValue, parts('train', 'validation', 'validation', 'dev'))).toMatchObject([
      {
        message:
          '3 rows of data.csv have a `split` other than train, val or test: `validation` (2) and `dev` (1). Did you mean `val`?',
        suggestion: 'val',
        related: [
          { location: { file: CSV, row: 2, range: { start: { line: 3, column: 1 } } } },
          { location: { row: 3 } },
        ],
      },
    ]);
  });

  it('counts empty cells', () => {
    expect(messages(splitValue, parts('train', ''))).toEqual([
      '1 row of data.csv has an empty `split`. Write train, val or test in every row.',
    ]);
  });
});

describe('unknown-label', () => {
  it('counts, names, says what follows and what to do', () => {
    const rows = [...times(5988, row('long')), ...times(9, row('3/4_sleeve')), ...times(3, row('cap'))];
    expect(messages(unknownLabel, { rows })).toEqual([
      '12 of 6 000 rows have a sleeves label that config.yml does not list: `3/4_sleeve` (9) and `cap` (3). They would be left out. List them under `sleeves`, or correct the rows.',
    ]);
    const [finding] = findings(unknownLabel, { rows });
    expect(finding?.location.range?.start).toEqual({ line: 9, column: 5 });
    expect(finding?.related).toMatchObject([
      { message: 'row 5989: `3/4_sleeve`', location: { file: CSV, row: 5989, range: { start: { line: 5990 } } } },
      { message: 'row 5998: `cap`' },
    ]);
    expect(finding?.suggestion).toBeUndefined();
  });

  it('names the nearest label', () => {
    const [finding] = findings(unknownLabel, { rows: [row('long'), row('Long '), row('shrot')] });
    expect(finding?.message).toContain(
      'Correct data.csv (`Long ` → `long` and `shrot` → `short`), or list them under `sleeves`.',
    );
    expect(finding?.suggestion).toBe('long');
  });

  it('takes a label that no row has for the misspelt one where rows agree', () => {
    const config = MINIMAL.replace('[long, short]', '[lon, short]');
    const [finding] = findings(unknownLabel, { config, rows: [row('long'), row('long'), row('shrot'), row('short')] });
    expect(finding?.message).toContain(
      'Correct config.yml (`lon`, in no row, → `long`) and data.csv (`shrot` → `short`), or list them under `sleeves`.',
    );
  });

  it('prefers, of labels equally near, one that no row has', () => {
    const config = MINIMAL.replace('[long, short]', '[shirt, t-shirts]');
    const [finding] = findings(unknownLabel, { config, rows: [row('shirt'), row('t_shirt')] });
    expect(finding?.suggestion).toBe('t-shirts');
  });

  it('says that words for a missing value are text here', () => {
    const rows = [row('NA'), row('NA'), row('nan'), row('long'), row('None')];
    const config = MINIMAL.replace('[long, short]', '[long, none, NAN1]');
    const [finding] = findings(unknownLabel, { config, rows });
    expect(finding?.message).toMatch(
      / Correct data\.csv \(`None` → `none`\), or list them under `sleeves`\. If `NA` and `nan` mean that there is no label, leave the cell empty\.$/,
    );
    expect(finding?.suggestion).toBeUndefined();
    expect(messages(unknownLabel, { config: MINIMAL.replace('[long, short]', '[long, NA, nan, None]'), rows })).toEqual(
      [],
    );
  });

  it('knows a number that was written in another way', () => {
    const config = MINIMAL.replace('[long, short]', '["10", "20"]');
    const rows = [row('10.0'), row('10.0'), row('20.0'), row('020')];
    expect(findings(unknownLabel, { config, rows })).toMatchObject([{ suggestion: '10' }]);
    expect(messages(unknownLabel, { config, rows })[0]).toContain('Correct config.yml (`10`, in no row, → `10.0`)');
  });

  it('does not touch empty cells and listed labels', () => {
    expect(findings(unknownLabel, { rows: [row(''), row('long'), row('short', 'striped')] })).toEqual([]);
  });

  it('says at least when not every value was kept', () => {
    const made = project({ rows: [row('long'), row('cap')] });
    const columns = made.dataframe.columns.map((column) => ({ ...column, complete: false }));
    const [finding] = unknownLabel.check({ ...made, dataframe: { ...made.dataframe, columns } });
    expect(finding?.message).toMatch(/^At least 1 of 2 rows has a sleeves label/);
  });

  it('shows five of many', () => {
    const rows = Array.from({ length: 40 }, (_, index) => row(`kind${index}`));
    const [finding] = findings(unknownLabel, { rows });
    expect(finding?.message).toContain('and 35 more');
    expect(finding?.related).toHaveLength(5);
  });
});

describe('unused-label', () => {
  it('says what the rows say instead', () => {
    const config = MINIMAL.replace('[striped, solid]', '[stripd, solid]');
    expect(findings(unusedLabel, { config })).toMatchObject([
      {
        message: '`stripd` is in no row of data.csv; 2 rows say `striped`.',
        suggestion: 'striped',
        location: { range: { start: { line: 10, column: 13 }, end: { line: 10, column: 19 } } },
        related: [{ location: { row: 1 } }],
      },
    ]);
  });

  it('says that nothing is learnt of it', () => {
    expect(messages(unusedLabel, { config: MINIMAL.replace('[striped, solid]', '[striped, solid, floral]') })).toEqual([
      '`floral` is in no row of data.csv, so the network cannot learn it. Remove it, or add rows with it.',
    ]);
  });

  it('is silent where the dataframe was read in part or not at all', () => {
    const config = MINIMAL.replace('[striped, solid]', '[striped, solid, floral]');
    const fatal = { problems: [{ code: 'broken-quote', message: 'A quote is never closed.', fatal: true }] };
    expect(findings(unusedLabel, { config, dataframe: fatal })).toEqual([]);
    expect(findings(unusedLabel, { config, rows: [] })).toEqual([]);
  });
});

describe('missing-labels', () => {
  it('counts the rows that a task skips', () => {
    expect(messages(missingLabels, { rows: [row(''), row(''), row('long')] })).toEqual([
      '2 of 3 rows have no `sleeves` label (the cell is empty). This task skips them; they still train the other tasks.',
    ]);
    expect(findings(missingLabels)).toEqual([]);
  });
});

describe('empty-image-cell', () => {
  const rows = [{ ...row('long'), image: '' }, row('short')];

  it('warns, or refuses with on_bad_image: fail', () => {
    expect(findings(emptyImageCell, { rows })).toMatchObject([
      { severity: 'warning', message: '1 of 2 rows has an empty `image` cell and so no image. It is left out.' },
    ]);
    expect(findings(emptyImageCell, { rows, config: withModel('on_bad_image: fail') })).toMatchObject([
      { severity: 'error' },
    ]);
    expect(findings(emptyImageCell)).toEqual([]);
  });
});

describe('split-column-unused', () => {
  const rows = ['train', 'train', 'val', 'test'].map((split) => ({ ...row('long'), split }));

  it('names a partition that the config does not use', () => {
    expect(findings(splitColumnUnused, { rows })).toMatchObject([
      {
        message:
          'The column `split` of data.csv names 2\u00a0train rows, 1\u00a0val row and 1\u00a0test row, and nothing reads it: rows are dealt anew. Write `split_method: column` to keep its parts.'.replaceAll(
            '\u00a0',
            ' ',
          ),
        location: { range: { start: { line: 5 } } },
      },
    ]);
  });

  it.each([
    ['the column is used', withModel('split_method: column'), rows],
    ['another split was chosen', withModel('split_method: stratified'), rows],
    ['a recipe was chosen', withModel('recipe: reference'), rows],
    ['the column says something else', MINIMAL, [...rows, { ...row('long'), split: 'skirt' }]],
    ['it has no parts to tell apart', MINIMAL, rows.slice(0, 2)],
    ['rows are in no part', MINIMAL, [...rows, { ...row('long'), split: '' }]],
    ['the column is a task', MINIMAL.replace('sleeves:', 'split:'), rows],
  ])('is silent where %s', (_, config, given) => {
    expect(findings(splitColumnUnused, { config, rows: given })).toEqual([]);
  });
});
