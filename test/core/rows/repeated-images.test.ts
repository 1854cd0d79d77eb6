import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findRepeatedImages } from '../../../core/rows/repeated-images.ts';
import { finish } from '../../../core/slices.ts';
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
