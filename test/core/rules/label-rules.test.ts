import { describe, expect, it } from 'vitest';
import { imbalancedLabels } from '../../../core/rules/imbalanced-labels.ts';
import { labelsAlike } from '../../../core/rules/labels-alike.ts';
import { MINIMAL, withModel } from '../config/configs.ts';
import { CSV, findings, messages } from './projects.ts';

const times = <T>(count: number, row: T): T[] => Array.from({ length: count }, () => row);
const row = (sleeves: string, print = '') => ({ image: 'a.jpg', sleeves, print });

describe('imbalanced-labels', () => {
  const skewed = [...times(1130, row('long', 'solid')), ...times(70, row('short', 'striped'))];

  it('says how good it is to say always the same', () => {
    expect(messages(imbalancedLabels, { rows: skewed })).toEqual([
      "1 130 of 1 200 rows with a `sleeves` label say `long`, so always answering it would be right in 94 % of them. `class_weights: { sleeves: balanced }` lets rare labels weigh as much; the report's macro-F1 shows how well they are learned.",
      expect.stringContaining('`print`'),
    ]);
  });

  it('is content with labels that are weighed, with nine in ten not reached, and with few rows', () => {
    const config = withModel('class_weights: { sleeves: balanced, print: balanced }');
    expect(findings(imbalancedLabels, { rows: skewed, config })).toEqual([]);
    expect(findings(imbalancedLabels, { rows: [...times(89, row('long')), ...times(11, row('short'))] })).toEqual([]);
    expect(findings(imbalancedLabels, { rows: [...times(18, row('long')), row('short')] })).toEqual([]);
  });

  it('leaves a label that is alone to unused-label', () => {
    expect(findings(imbalancedLabels, { rows: times(100, row('long')) })).toEqual([]);
  });
});

describe('labels-alike', () => {
  const listing = (...labels: string[]) => ({
    config: MINIMAL.replace('[long, short]', JSON.stringify(labels)),
    rows: labels.map((label) => row(label)),
  });

  it('names two spellings of a word', () => {
    expect(findings(labelsAlike, listing('crew neck', 'V-neck', 'Crew_Neck'))).toMatchObject([
      {
        message:
          '`Crew_Neck` (1 row) and `crew neck` (1) differ only in case or spaces, yet each is a label of its own. If they mean the same, write one of them in all rows of data.csv and remove the other here.',
        location: { range: { start: { line: 9, column: 36 } } },
        related: [{ location: { file: CSV, row: 1 } }, { location: { row: 3 } }],
      },
    ]);
    expect(messages(labelsAlike, listing('long', 'long '))).toHaveLength(1);
    expect(messages(labelsAlike, listing('ＬＯＮＧ', 'long'))).toHaveLength(1);
  });

  it('takes other words, signs and single letters for what they are', () => {
    expect(findings(labelsAlike, listing('a', 'A', '-1', '1', '3/4', '34', 'cap', 'caps'))).toEqual([]);
  });

  it('leaves a label that no row has to unused-label', () => {
    expect(findings(labelsAlike, { ...listing('long', 'Long'), rows: [row('long'), row('long')] })).toEqual([]);
  });
});
