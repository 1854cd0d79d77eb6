import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/config-document.ts';
import { changedKeys } from '../../../core/runs/changed-keys.ts';
import type { Config } from '../../../schemas/types/config.ts';
import { configFingerprint, dataFingerprint } from '../../../trainer/run/fingerprint.ts';
import { sample } from '../training/heads.ts';

function config(model = '', labels = '[a, b]'): Config {
  const text = `paths: { model_dataframe: d.csv, model_path: m, training_history_path: h.csv }
model:
  input_shape: [32, 32]
  target_encoder: { colour: ${labels}, size: [s, l] }
  paths: image
  backbone: mobilenet
${model}`;
  return parseConfig(text, '/config.yml').config!;
}

describe('the config of a run that goes on', () => {
  it('may change in how long it trains, where it runs and where results go', () => {
    const longer = config(
      '  epochs: 500\n  early_stopping_patience: 3\n  on_bad_image: fail\n  image_cache_mb: 10\n  runtime: wasm\n',
    );
    const elsewhere = { ...longer, paths: { ...longer.paths, model_path: 'x', training_history_path: 'y' } };
    expect(changedKeys(config(), elsewhere)).toEqual([]);
    expect(configFingerprint(elsewhere)).toBe(configFingerprint(config()));
  });

  it('may say by its keys what it said by a recipe', () => {
    const written = config(
      '  split_method: first_rows\n  augmented_variants: 100\n  augmentation: { validation: true }\n',
    );
    expect(configFingerprint(written)).toBe(configFingerprint(config('  recipe: reference\n')));
    expect(
      changedKeys(config(), config('  recipe: reference\n'))
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['model.augmentation', 'model.augmented_variants', 'model.split_method']);
  });

  it('must not change in what it learns', () => {
    const other = config('  random_seed: 1\n  augmentation: { rotation_range: 20 }\n', '[b, a]');
    expect(
      changedKeys(config(), other)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['model.augmentation', 'model.random_seed', 'model.target_encoder']);
    expect(changedKeys(config(), other).find(({ key }) => key === 'model.random_seed')).toEqual({
      key: 'model.random_seed',
      before: 12345,
      now: 1,
    });
    expect(configFingerprint(other)).not.toBe(configFingerprint(config()));
  });

  it('is the same whether a default is written or left out', () => {
    expect(configFingerprint(config('  batch_size: 32\n'))).toBe(configFingerprint(config()));
  });
});

describe('the data of a run', () => {
  const split = { train: [sample(1, [0]), sample(2, [1])], validation: [sample(3, [0])], test: [] };

  it('are known by rows, paths, labels and parts', () => {
    expect(dataFingerprint(structuredClone(split))).toBe(dataFingerprint(split));
    for (const other of [
      { ...split, train: [sample(1, [0]), sample(2, [0])] },
      { ...split, train: [sample(2, [1]), sample(1, [0])] },
      { ...split, validation: [], test: split.validation },
    ]) {
      expect(dataFingerprint(other)).not.toBe(dataFingerprint(split));
    }
  });
});
