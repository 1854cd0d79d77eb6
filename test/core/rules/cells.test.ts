import { describe, expect, it } from 'vitest';
import { badImage } from '../../../core/rules/bad-image.ts';
import { conflictingRows } from '../../../core/rules/conflicting-rows.ts';
import { emptyImageCell } from '../../../core/rules/empty-image-cell.ts';
import { labelsAlike } from '../../../core/rules/labels-alike.ts';
import { splitValue } from '../../../core/rules/split-value.ts';
import { unknownLabel } from '../../../core/rules/unknown-label.ts';
import { MINIMAL, withModel } from '../config/configs.ts';
import { findings, ROWS } from './projects.ts';

const [first] = ROWS as [(typeof ROWS)[number]];

describe('findings about values say in which cells these stand', () => {
  it.each([
    [
      unknownLabel,
      { rows: [...ROWS, { ...first, print: 'dots' }, { ...first, print: 'dots' }, { ...first, print: 'x' }] },
      [{ column: 'print', values: ['dots', 'x'], count: 3 }],
    ],
    [emptyImageCell, { rows: [...ROWS, { ...first, image: '' }] }, [{ column: 'image', values: [''], count: 1 }]],
    [
      splitValue,
      {
        config: withModel('split_method: column\n  split_column: part'),
        rows: ['train', '', 'Val'].map((part) => ({ ...first, part })),
      },
      [
        { column: 'part', values: [''], count: 1 },
        { column: 'part', values: ['Val'], count: 1 },
      ],
    ],
    [
      labelsAlike,
      {
        config: MINIMAL.replace('[long, short]', '[long, Long]'),
        rows: ['long', 'long', 'Long'].map((sleeves) => ({ ...first, sleeves })),
      },
      [{ column: 'sleeves', values: ['Long'], count: 1 }],
    ],
    [badImage, { imageProblems: [{ row: 2, path: 'b.jpg', problem: 'missing' }] }, [{ column: 'image' }]],
    [conflictingRows, { rows: [...ROWS, { ...first, sleeves: 'short' }] }, [{ column: 'sleeves' }]],
  ])('$code', (rule, parts, cells) => {
    expect(findings(rule, parts as Parameters<typeof findings>[1]).map((finding) => finding.cells)).toEqual(cells);
  });
});
