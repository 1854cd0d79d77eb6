import { expect, it } from 'vitest';
import { tableOf } from './tables.ts';

it('rows keep their numbers beside ragged rows, which have no place', () => {
  const table = tableOf(['a', 'b', 'c', 'd'], '/project', [1, 3, 4]);
  expect([0, 1, 2, 3].map((place) => table.row(place))).toEqual([2, 5, 6, 7]);
});
