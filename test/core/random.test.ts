import { describe, expect, test } from 'vitest';
import { randomFor, shuffled } from '../../core/random.ts';
import fc from '../fast-check.ts';

const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);

/** Pearson's statistic for equally likely cells. */
function chiSquare(cells: readonly number[]): number {
  const expected = cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
  return cells.reduce((sum, cell) => sum + (cell - expected) ** 2 / expected, 0);
}

function histogram(values: readonly number[], cells: number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** Exceeded by chance once in a million draws with 9 degrees of freedom; seeds are fixed, so these tests never waver. */
const CHI_SQUARE_9 = 44.8;

describe('randomFor', () => {
  test('repeats itself for the same seed and keys', () => {
    const first = randomFor(7, 'augment', 3, 12);
    const again = randomFor(7, 'augment', 3, 12);
    expect(draws(50, () => first.next())).toEqual(draws(50, () => again.next()));
  });

  test('gives each seed, purpose, epoch and row a stream of its own', () => {
    const firsts = new Set<number>();
    for (const seed of [0, 1, 12345, 4294967295]) {
      for (const purpose of ['augment', 'shuffle']) {
        for (let epoch = 0; epoch < 10; epoch++) {
          for (let row = 0; row < 10; row++) firsts.add(randomFor(seed, purpose, epoch, row).next());
        }
      }
    }
    expect(firsts.size).toBe(4 * 2 * 10 * 10);
  });

  test('draws evenly in [0, 1)', () => {
    const random = randomFor(1, 'uniform');
    const values = draws(20_000, () => random.next());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(
      chiSquare(
        histogram(
          values.map((value) => Math.floor(value * 10)),
          10,
        ),
      ),
    ).toBeLessThan(CHI_SQUARE_9);
  });

  test('starts evenly over neighbouring keys, as rows and epochs are', () => {
    const values = Array.from({ length: 20_000 }, (_, row) => randomFor(12345, 'augment', 0, row).next());
    expect(
      chiSquare(
        histogram(
          values.map((value) => Math.floor(value * 10)),
          10,
        ),
      ),
    ).toBeLessThan(CHI_SQUARE_9);
  });

  test('starts neighbouring keys without correlation', () => {
    const values = Array.from({ length: 20_000 }, (_, row) => randomFor(12345, 'augment', 0, row).next() - 0.5);
    const covariance = values.slice(1).reduce((sum, value, index) => sum + value * (values[index] as number), 0);
    // Five standard deviations of a sum of products of independent uniforms.
    expect(Math.abs(covariance)).toBeLessThan((5 * Math.sqrt(20_000)) / 12);
  });

  test('between stays within its bounds', () => {
    const bounds = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(bounds, bounds, fc.nat(), (a, b, seed) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const value = randomFor(seed, 'between').between(low, high);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }),
    );
  });

  test('index draws every place, evenly', () => {
    const random = randomFor(2, 'index');
    expect(
      chiSquare(
        histogram(
          draws(20_000, () => random.index(10)),
          10,
        ),
      ),
    ).toBeLessThan(CHI_SQUARE_9);
    expect(random.index(1)).toBe(0);
  });
});

describe('shuffled', () => {
  test('is a permutation and leaves its argument alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (values, seed) => {
        const before = [...values];
        const result = shuffled(values, randomFor(seed, 'shuffle'));
        expect(values).toEqual(before);
        expect([...result].sort((a, b) => a - b)).toEqual(before.sort((a, b) => a - b));
      }),
    );
  });

  test('puts each value everywhere equally often', () => {
    const random = randomFor(3, 'shuffle');
    const places = draws(20_000, () => shuffled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], random).indexOf(0));
    expect(chiSquare(histogram(places, 10))).toBeLessThan(CHI_SQUARE_9);
  });

  test('gives every order of three equally often', () => {
    const random = randomFor(4, 'shuffle');
    const orders = draws(12_000, () => Number(shuffled([1, 2, 3], random).join('')));
    const distinct = [...new Set(orders)];
    expect(distinct).toHaveLength(6);
    expect(
      chiSquare(
        histogram(
          orders.map((order) => distinct.indexOf(order)),
          6,
        ),
      ),
    ).toBeLessThan(36);
  });
});
