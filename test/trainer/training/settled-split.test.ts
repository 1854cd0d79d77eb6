import { expect, test } from 'vitest';
import type { Sample } from '../../../core/dataframe/dataframe.ts';
import { settledSplit } from '../../../trainer/training/settled-split.ts';

test('a run looks up once where an image lies and what its labels are', () => {
  let lookups = 0;
  const looking = (row: number, part: Sample['part']): Sample => ({
    row,
    imageText: `${row}.jpg`,
    get image() {
      lookups++;
      return `/images/${row}.jpg`;
    },
    get labels() {
      lookups++;
      return [row, -1];
    },
    ...(part && { part }),
  });
  const split = { train: [looking(1, 'train'), looking(2, undefined)], validation: [looking(3, 'val')], test: [] };
  const settled = settledSplit(split);
  expect(lookups).toBe(6);
  expect(settled).toEqual(split);
  lookups = 0;
  expect([...settled.train, ...settled.validation].map(({ image, labels }) => [image, labels])).toEqual([
    ['/images/1.jpg', [1, -1]],
    ['/images/2.jpg', [2, -1]],
    ['/images/3.jpg', [3, -1]],
  ]);
  expect(lookups).toBe(0);
});
