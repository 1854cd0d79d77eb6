import { expect, it } from 'vitest';
import { CellColumn } from '../../../core/dataframe/cell-column.ts';
import { findRepeatedImages } from '../../../core/rows/repeated-images.ts';
import { RowTable } from '../../../core/rows/row-table.ts';
import { finish } from '../../../core/slices.ts';
import fc from '../../fast-check.ts';
import { tableOf } from './tables.ts';

it('every image of several rows is found with all its rows, as a map by path finds them', () => {
  const name = fc.constantFrom(
    '',
    'a.jpg',
    './a.jpg',
    'b/../a.jpg',
    'b.jpg',
    'c.jpg',
    'd/é.jpg',
    '/a.jpg',
    'f',
    'g',
    'h',
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 40 }), (names) => {
      const table = tableOf(names);
      const byImage = new Map<string, number[]>();
      for (const [place, text] of names.entries()) {
        if (text !== '') byImage.set(table.image(place), [...(byImage.get(table.image(place)) ?? []), place]);
      }
      const expected = [...byImage.values()].filter(({ length }) => length > 1);
      expect([...finish(findRepeatedImages(table))].map((places) => [...places])).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

/** Under /project, FNV-1a from its usual start makes one number of the two halves of each, whichever halves come before. */
const COLLIDING = ['d3zov22pasv2', ...Array.from({ length: 14 }, () => 'gtzov293asv2')];

/** Every choice of one half of each pair: names of one hash. */
function collidingNames(pairs: readonly string[]): string[] {
  return pairs.reduce((names, pair) => names.flatMap((name) => [name + pair.slice(0, 6), name + pair.slice(6)]), ['']);
}

function timeOf(names: readonly string[]): number {
  const column = new CellColumn([]);
  for (const name of names) column.addOther(Buffer.from(name), 0, Buffer.byteLength(name));
  const index = { file: '/project/data.csv', rows: names.length, columns: [], problems: [] };
  const table = new RowTable({ index, cells: new Map(), ragged: [] }, column, '/project');
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    expect(finish(findRepeatedImages(table)).length).toBe(0);
    return performance.now() - start;
  });
  return Math.min(...times);
}

it('takes time in proportion to the rows, also where their names were chosen to collide', () => {
  const few = timeOf(collidingNames(COLLIDING.slice(0, 12)));
  const many = timeOf(collidingNames(COLLIDING));
  expect(many / few).toBeLessThan(24);
});
