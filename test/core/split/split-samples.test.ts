import { describe, expect, test } from 'vitest';
import { configWith } from '../../config-with.ts';
import keras from '../../fixtures/training/first-rows.json' with { type: 'json' };
import { countsOf, samplesWith, splitSamples } from './samples.ts';

const rowsOf = (samples: readonly { row: number }[]) => samples.map(({ row }) => row);
const alternating = samplesWith(Array.from({ length: 50 }, (_, row) => [row % 2, row % 5]));

describe('split_method stratified', () => {
  test('splits by the share and seed of the config, without test rows', () => {
    const config = configWith({ split_method: 'stratified', validation_split: 0.4, random_seed: 3 });
    const { train, validation, test } = splitSamples(alternating, config);
    expect(train).toHaveLength(30);
    expect([...countsOf(validation, 1).values()]).toEqual([4, 4, 4, 4, 4]);
    expect(test).toEqual([]);
    const other = configWith({ split_method: 'stratified', validation_split: 0.4, random_seed: 4 });
    expect(rowsOf(splitSamples(alternating, other).validation)).not.toEqual(rowsOf(validation));
  });

  test('is the default', () => {
    expect(splitSamples(alternating, configWith({ random_seed: 3 }))).toEqual(
      splitSamples(alternating, configWith({ random_seed: 3, split_method: 'stratified' })),
    );
  });
});

describe('split_method first_rows', () => {
  // int(share * n) in Python; 0.29 * 100 is 28.999999999999996 there as here.
  test.each([
    [10, 0.2, 2],
    [14, 0.2, 2],
    [100, 0.29, 28],
    [4, 0.2, 0],
    [0, 0.2, 0],
  ])('of %d samples with a share of %d validates the first %d', (count, share, validating) => {
    const samples = samplesWith(Array.from({ length: count }, () => [0]));
    const split = splitSamples(samples, configWith({ split_method: 'first_rows', validation_split: share }));
    expect(split).toEqual({ validation: samples.slice(0, validating), train: samples.slice(validating), test: [] });
  });
});

describe('split_method first_rows against flow_from_dataframe', () => {
  test.each(Object.entries(keras))(
    'validates as many of 0 … 60 rows as Keras does with a share of %s',
    (share, counts) => {
      const config = configWith({ split_method: 'first_rows', validation_split: Number(share) });
      const validating = counts.map((_, rows) => {
        const samples = samplesWith(Array.from({ length: rows }, () => [0]));
        return splitSamples(samples, config).validation.length;
      });
      expect(validating).toEqual(counts);
    },
  );
});

describe('split_method column', () => {
  const config = configWith({ split_method: 'column', validation_split: 0.25 });

  test('follows the dataframe', () => {
    const samples = samplesWith([[0], [1], [0], [1], [0]], ['test', 'train', 'val', 'train', 'val']);
    const { train, validation, test } = splitSamples(samples, config);
    expect(rowsOf(train)).toEqual([2, 4]);
    expect(rowsOf(validation)).toEqual([3, 5]);
    expect(rowsOf(test)).toEqual([1]);
  });

  test('without val rows validates on a stratified share of the train rows, never on test rows', () => {
    const parts = alternating.map((_, index) => (index < 40 ? ('train' as const) : ('test' as const)));
    const samples = samplesWith(
      alternating.map(({ labels }) => labels),
      parts,
    );
    const { train, validation, test } = splitSamples(samples, config);
    expect(rowsOf(test)).toEqual(rowsOf(samples.slice(40)));
    expect([...countsOf(validation, 0).values()]).toEqual([5, 5]);
    expect(rowsOf([...train, ...validation]).sort((a, b) => a - b)).toEqual(rowsOf(samples.slice(0, 40)));
  });

  test('may have no row to train on', () => {
    const samples = samplesWith([[0], [1]], ['test', 'test']);
    expect(splitSamples(samples, config)).toEqual({ train: [], validation: [], test: samples });
  });
});
