import { describe, expect, it } from 'vitest';
import { batchLargerThanData } from '../../../core/rules/batch-larger-than-data.ts';
import { labelNotInValidation } from '../../../core/rules/label-not-in-validation.ts';
import { labelOnlyInTest } from '../../../core/rules/label-only-in-test.ts';
import { labelOnlyInValidation } from '../../../core/rules/label-only-in-validation.ts';
import { taskWithoutLabelledRows } from '../../../core/rules/task-without-labelled-rows.ts';
import { tooFewRows } from '../../../core/rules/too-few-rows.ts';
import { withModel } from '../config/configs.ts';
import { CSV, findings, messages, ROWS } from './projects.ts';

const [first, second] = ROWS as [(typeof ROWS)[0], (typeof ROWS)[0]];

describe('label-only-in-validation', () => {
  it('names the label, its rows and a way out', () => {
    const rows = [first, first, second];
    expect(
      findings(labelOnlyInValidation, { rows, validation: 1, config: withModel('split_method: first_rows') }),
    ).toMatchObject([
      {
        message:
          '`short` of `sleeves` is in 1 validation row and in no training row, so the network can never say it. Use `split_method: stratified`, or shuffle the dataframe.',
        location: { range: { start: { line: 9, column: 21 } } },
        related: [{ message: 'row 3: `short`', location: { file: CSV, row: 3 } }],
      },
      { message: expect.stringContaining('`solid` of `print`') },
    ]);
    expect(
      messages(labelOnlyInValidation, { rows, validation: 1, config: withModel('split_method: column') })[0],
    ).toContain('Mark some of its rows as train.');
  });

  it('is content when training has every label', () => {
    expect(findings(labelOnlyInValidation)).toEqual([]);
    expect(findings(labelOnlyInTest)).toEqual([]);
  });
});

describe('label-not-in-validation', () => {
  const parts = { rows: [first, second, second, first], validation: 1 };

  it('names, task by task, what is learned and never measured', () => {
    expect(findings(labelNotInValidation, { ...parts, config: withModel('split_method: first_rows') })).toMatchObject([
      {
        message:
          '`short` of `sleeves` is in no validation row, so nothing says how well it is learned. Use `split_method: stratified`, or shuffle the dataframe.',
        location: { range: { start: { line: 9, column: 5 } } },
      },
      { message: expect.stringContaining('`solid` of `print`') },
    ]);
    expect(messages(labelNotInValidation, { ...parts, config: withModel('split_method: column') })[0]).toContain(
      'Mark some of its rows as val.',
    );
  });

  it('asks a stratified draw for more rows', () => {
    expect(messages(labelNotInValidation, parts)).toContain(
      '`short` of `sleeves` is in no validation row, so nothing says how well it is learned. Add rows with it: two of a label are enough for both sides.',
    );
  });

  it('leaves the rest to others: labels in no row, tasks without validation rows', () => {
    const config = withModel('split_method: first_rows');
    expect(findings(labelNotInValidation, { config })).toEqual([]);
    expect(findings(labelNotInValidation, { config, rows: [first, first], validation: 1 })).toEqual([]);
    expect(findings(labelNotInValidation, { config, rows: [first, first, second], validation: 1 })).toEqual([]);
    const rows = [first, second, { ...first, sleeves: '' }];
    expect(messages(labelNotInValidation, { config, rows, validation: 1 })).toEqual([
      expect.stringContaining('`print`'),
    ]);
  });
});

describe('label-only-in-test', () => {
  it('warns', () => {
    const parts = { rows: [first, first, second], validation: 1, test: 1 };
    expect(messages(labelOnlyInTest, parts)[0]).toContain('`short` of `sleeves` is in 1 test row');
    expect(findings(labelOnlyInValidation, parts)).toEqual([]);
  });
});

describe('batch-larger-than-data', () => {
  it('names the largest batch that has enough rows', () => {
    expect(findings(batchLargerThanData, { config: withModel('batch_size: 3') })).toMatchObject([
      {
        message: '`batch_size` is 3, but there are only 2 training rows. Write 2 or less.',
        suggestion: '2',
        location: { range: { start: { line: 11, column: 15 } } },
      },
    ]);
    expect(findings(batchLargerThanData, { config: withModel('batch_size: 2') })).toEqual([]);
  });

  it('points at model when the batch size is the default', () => {
    expect(findings(batchLargerThanData)[0]?.location.range?.start).toEqual({ line: 5, column: 1 });
  });
});

describe('too-few-rows', () => {
  it('needs rows to train on and rows to validate with', () => {
    expect(findings(tooFewRows)).toEqual([]);
    expect(messages(tooFewRows, { validation: 0 })).toEqual([
      '4 rows of data.csv can be used, which leaves none to validate with. `validation_split` decides how many validate: choose a number nearer to one half, or add rows.',
    ]);
    expect(messages(tooFewRows, { rows: [first], validation: 1 })).toEqual([
      '1 row of data.csv can be used, which leaves none to train on. Add rows.',
    ]);
    expect(messages(tooFewRows, { validation: 4, config: withModel('split_method: column') })[0]).toContain(
      'Mark rows as train in `split`.',
    );
  });
});

describe('task-without-labelled-rows', () => {
  const unlabelled = { ...first, sleeves: '' };

  it('refuses a head that cannot learn and warns of one that cannot be judged', () => {
    expect(findings(taskWithoutLabelledRows)).toEqual([]);
    const [untrained] = findings(taskWithoutLabelledRows, { rows: [unlabelled, second], validation: 1 });
    expect(untrained).toMatchObject({ message: expect.stringMatching(/^No training row has a `sleeves` label/) });
    expect(untrained?.severity).toBeUndefined();
    expect(findings(taskWithoutLabelledRows, { rows: [second, unlabelled], validation: 1 })).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/^No validation row has a `sleeves` label/) },
    ]);
  });
});
