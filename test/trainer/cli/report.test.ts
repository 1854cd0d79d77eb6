import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Report } from '../../../schemas/types/report.ts';
import { predictionLines } from '../../../trainer/cli/terminal/prediction.ts';
import { printReport } from '../../../trainer/cli/terminal/report.ts';
import { colorsFor } from '../../../trainer/cli/terminal/style.ts';

const report: Report = {
  v: 1,
  run: '2026-01-02-030405-abcd',
  status: 'finished',
  reason: 'done',
  modelPath: 'model',
  runtime: { rung: 'wasm', device: 'CPU, 2 threads', version: '4.22.0', notTaken: [] },
  images: { train: 4, validation: 2, test: 3 },
  epochs: 12,
  bestEpoch: 9,
  seconds: 75,
  imagesPerSecond: 212.4,
  badImages: [{ row: 3, path: 'a.jpg', reason: 'it is empty' }],
  tasks: {
    print: {
      labels: ['solid', 'striped'],
      validation: {
        rows: 2,
        accuracy: 0.5,
        macro_f1: 0.333,
        majority: 0.5,
        confusion: [
          [1, 0],
          [1, 0],
        ],
      },
      test: {
        rows: 3,
        accuracy: 2 / 3,
        macro_f1: 0.667,
        majority: 0.333,
        confusion: [
          [1, 0],
          [1, 1],
        ],
      },
    },
    縫い目: {
      labels: Array.from({ length: 13 }, (_, i) => `label ${i}`),
      validation: { rows: 0, accuracy: null, macro_f1: null, majority: null, confusion: [] },
      test: { rows: 0, accuracy: null, macro_f1: null, majority: null, confusion: [] },
    },
  },
  worstImages: [
    { row: 1812, path: 'b.jpg', part: 'test', task: 'print', label: 'striped', predicted: 'solid', probability: 0.981 },
  ],
};

function printed(what: Report): string {
  const stream = new PassThrough();
  printReport(what, stream as unknown as NodeJS.WriteStream);
  return (stream.read() as Buffer).toString().replaceAll('\u00a0', ' ');
}

test('a report reads as tables that line up in any script, with counts, floors and the worst images', () => {
  expect(printed(report)).toBe(`
task    validation accuracy  floor  macro-F1  rows  test accuracy  floor  macro-F1  rows
print                 0.500  0.500     0.333     2          0.667  0.333     0.667     3
縫い目                    –      –         –     0              –      –         –     0

print on test rows: true label down, predicted across
             a  b
  a solid    1  ·
  b striped  1  1

縫い目: 13 labels; the confusion matrix is in report.json.

images it gets most wrong
  row 1 812  b.jpg  print: says solid (0.98), the dataframe says striped

12 epochs in 1 min 15 s, best 10; 212 training images/s on wasm (CPU, 2 threads)
1 image could not be read and took no part
model: model
`);
});

test('a prediction reads as bars, the most probable label first', () => {
  const lines = predictionLines(
    {
      image: 'a.jpg',
      tasks: [
        {
          task: 'print',
          labels: [
            { label: 'striped', probability: 0.934 },
            { label: 'solid', probability: 0.04 },
          ],
        },
        { task: 'neckline', labels: [{ label: 'v_neckline', probability: 0.5 }] },
      ],
    },
    colorsFor(new PassThrough() as unknown as NodeJS.WriteStream),
  );
  expect(lines).toEqual([
    'a.jpg',
    '  print     ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░  0.93  striped',
    '            ▓░░░░░░░░░░░░░░░  0.04  solid',
    '  neckline  ▓▓▓▓▓▓▓▓░░░░░░░░  0.50  v_neckline',
  ]);
});
