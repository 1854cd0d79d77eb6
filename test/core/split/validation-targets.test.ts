import { describe, expect, test } from 'vitest';
import { randomFor } from '../../../core/random.ts';
import { validationTargets } from '../../../core/split/validation-targets.ts';
import fc from '../../fast-check.ts';

const targets = (rows: readonly number[], share: number) => validationTargets(rows, share, randomFor(1, 'test'));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('validationTargets', () => {
  test('rounds the whole task, not each label', () => {
    const equal = targets([7, 7, 7, 7, 7, 7, 7, 7, 7, 7], 0.2);
    expect(sum(equal)).toBe(14);
    expect([...equal].sort()).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2]);
  });

  test('serves the largest remainders first', () => {
    // A fifth of 11, 12, 13 and 14 leaves .2, .4, .6 and .8; the total is 10.
    for (let seed = 0; seed < 20; seed++) {
      expect(validationTargets([11, 12, 13, 14], 0.2, randomFor(seed, 'test'))).toEqual([2, 2, 3, 3]);
    }
  });

  test('keeps a row on either side of a label with two rows, and trains on an only row', () => {
    expect(targets([1, 2, 3, 100], 0.01)).toEqual([0, 1, 1, 1]);
    expect(targets([1, 2, 3, 100], 0.99)).toEqual([0, 1, 2, 99]);
    expect(targets([0, 5], 0.2)).toEqual([0, 1]);
  });

  test('stays within one row of each share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200)), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (rows, share) => {
        for (const [label, target] of targets(rows, share).entries()) {
          expect(Math.abs(target - share * (rows[label] as number))).toBeLessThan(1);
        }
      }),
    );
  });
});
