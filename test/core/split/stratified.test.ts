import { describe, expect, test } from 'vitest';
import type { Sample } from '../../../core/dataframe/dataframe.ts';
import { randomFor } from '../../../core/random.ts';
import { configWith } from '../../config-with.ts';
import fc from '../../fast-check.ts';
import { countsOf, samplesWith, splitSamples } from './samples.ts';

function stratified(samples: readonly Sample[], share: number, seed: number) {
  const config = configWith({ split_method: 'stratified', validation_split: share, random_seed: seed });
  const { train, validation } = splitSamples(samples, config);
  return { train, validation };
}

/** Labels drawn for tasks with so many labels each; the higher the skew, the rarer the last labels. */
function drawn(rows: number, sizes: readonly number[], { skew = 1, missing = 0, seed = 1 } = {}) {
  const random = randomFor(seed, 'test');
  return samplesWith(
    Array.from({ length: rows }, () =>
      sizes.map((size) => (random.next() < missing ? -1 : Math.floor(size * random.next() ** skew))),
    ),
  );
}

const tables = fc
  .integer({ min: 1, max: 4 })
  .chain((tasks) =>
    fc.array(fc.array(fc.integer({ min: -1, max: 4 }), { minLength: tasks, maxLength: tasks }), { maxLength: 60 }),
  );
const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('stratified', () => {
  test('deals every sample once, in order, the same way for the same seed', () => {
    fc.assert(
      fc.property(tables, shares, fc.nat(), (table, share, seed) => {
        const samples = samplesWith(table);
        const { train, validation } = stratified(samples, share, seed);
        expect([...train, ...validation].sort((a, b) => a.row - b.row)).toEqual(samples);
        for (const part of [train, validation]) {
          expect(part).toEqual([...part].sort((a, b) => a.row - b.row));
        }
        expect(stratified(samples, share, seed)).toEqual({ train, validation });
      }),
      { numRuns: 300 },
    );
  });

  test('keeps a row with every label in training, whatever the data', () => {
    fc.assert(
      fc.property(tables, shares, fc.nat(), (table, share, seed) => {
        const samples = samplesWith(table);
        const { train } = stratified(samples, share, seed);
        for (const task of table[0]?.keys() ?? []) {
          expect(new Set(countsOf(train, task).keys())).toEqual(new Set(countsOf(samples, task).keys()));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('with one task keeps every label within one row of its share, and on both sides from two rows on', () => {
    const column = fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 80 });
    fc.assert(
      fc.property(column, shares, fc.nat(), (labels, share, seed) => {
        const samples = samplesWith(labels.map((label) => [label]));
        const validation = countsOf(stratified(samples, share, seed).validation, 0);
        for (const [label, count] of countsOf(samples, 0)) {
          const validating = validation.get(label) ?? 0;
          expect(Math.abs(validating - share * count)).toBeLessThan(1);
          if (count > 1) expect(validating).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['alike', {}],
    ['some rare', { skew: 3 }],
    ['three in ten missing', { skew: 2, missing: 0.3 }],
  ])('keeps the shares of three tasks at once within one row, labels being %s', (_kind, options) => {
    for (let seed = 1; seed <= 10; seed++) {
      const samples = drawn(900, [7, 3, 4], { ...options, seed });
      const { validation } = stratified(samples, 0.2, seed);
      for (const task of [0, 1, 2]) {
        const validating = countsOf(validation, task);
        for (const [label, count] of countsOf(samples, task)) {
          expect(Math.abs((validating.get(label) ?? 0) - 0.2 * count)).toBeLessThan(1);
        }
      }
    }
  });

  test('keeps the shares of many labels in many tasks within a few rows', () => {
    const sizes = [20, 20, 20, 20, 20, 20];
    const samples = drawn(3000, sizes, { skew: 2 });
    const { validation } = stratified(samples, 0.2, 1);
    for (const task of sizes.keys()) {
      const validating = countsOf(validation, task);
      for (const [label, count] of countsOf(samples, task)) {
        expect(Math.abs((validating.get(label) ?? 0) - 0.2 * count)).toBeLessThan(4);
      }
    }
  });

  test('puts nearly every label with two rows or more on both sides, however rare and tangled the labels are', () => {
    let oneSided = 0;
    let all = 0;
    for (let seed = 1; seed <= 50; seed++) {
      const samples = drawn(40, [10, 10, 10], { skew: 2, seed });
      const { validation } = stratified(samples, 0.2, seed);
      for (const task of [0, 1, 2]) {
        const validating = countsOf(validation, task);
        for (const [label, count] of countsOf(samples, task)) {
          if (count < 2) continue;
          all += 1;
          if (!validating.has(label)) oneSided += 1;
        }
      }
    }
    expect(oneSided / all).toBeLessThan(0.01);
  });

  test('gives validation its share of rows', () => {
    expect(stratified(drawn(1000, [7, 3, 4]), 0.2, 1).validation.length).toBeCloseTo(200, -1);
    expect(stratified(drawn(1000, [7, 3, 4]), 0.05, 1).validation.length).toBeCloseTo(50, -1);
  });

  test('draws other rows for another seed', () => {
    const samples = drawn(1000, [7, 3, 4]);
    const first = new Set(stratified(samples, 0.2, 1).validation);
    const shared = stratified(samples, 0.2, 2).validation.filter((sample) => first.has(sample));
    // By chance a fifth of the fifth.
    expect(shared.length).toBeGreaterThan(15);
    expect(shared.length).toBeLessThan(75);
  });

  test('takes validation rows from all over the dataframe, sorted as it may be', () => {
    const samples = samplesWith(Array.from({ length: 1000 }, (_, row) => [Math.floor(row / 250), -1]));
    const { validation } = stratified(samples, 0.2, 1);
    for (let start = 0; start < 1000; start += 125) {
      const here = validation.filter(({ row }) => row > start && row <= start + 125).length;
      expect(here).toBeGreaterThan(10);
      expect(here).toBeLessThan(40);
    }
  });

  test('deals rows without labels at random', () => {
    const { train, validation } = stratified(samplesWith(Array.from({ length: 100 }, () => [-1, -1])), 0.2, 1);
    expect(train).toHaveLength(80);
    expect(validation).toHaveLength(20);
    expect(validation.map(({ row }) => row)).not.toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('trains on a label with a single row, and on everything when all labels are such', () => {
    const { train, validation } = stratified(samplesWith([[0], [1], [2]]), 0.5, 1);
    expect(train).toHaveLength(3);
    expect(validation).toEqual([]);
    expect(stratified([], 0.2, 1)).toEqual({ train: [], validation: [] });
  });
});
