import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tasksOf } from '../../../core/config/tasks.ts';
import { codesOf, MINIMAL, messagesOf, parse, withModel, wordsAt } from './configs.ts';

describe('parseConfig', () => {
  it('fills in every default', () => {
    const { config, findings } = parse(MINIMAL);
    expect(findings).toEqual([]);
    expect(config).toEqual({
      paths: { model_dataframe: 'data.csv', model_path: 'model', training_history_path: 'history.csv' },
      model: {
        input_shape: [224, 224],
        paths: 'image',
        target_encoder: { sleeves: ['long', 'short'], print: ['striped', 'solid'] },
        class_mode: 'multi_output',
        recipe: 'default',
        backbone: 'xception',
        alpha: 1,
        weights: 'imagenet',
        freeze_convolutional_layers: false,
        augmented_variants: 4,
        runtime: 'auto',
        batch_size: 32,
        random_seed: 12345,
        epochs: 100,
        learning_rate: 0.001,
        early_stopping_patience: 10,
        lr_reducer_factor: 0.1,
        lr_reducer_patience: 5,
        min_lr: 0.000001,
        validation_split: 0.2,
        split_method: 'stratified',
        split_column: 'split',
        loss_weights: {},
        class_weights: {},
        augmentation: {
          enabled: true,
          rotation_range: 10,
          width_shift_range: 0.15,
          height_shift_range: 0.15,
          zoom_range: [0.8, 1.2],
          brightness_range: [0.5, 1.5],
          horizontal_flip: true,
          validation: false,
        },
        on_bad_image: 'skip',
        image_cache_mb: 1024,
      },
    });
  });

  it('fills in the defaults of a group that is written in part', () => {
    const { config } = parse(withModel('augmentation: {rotation_range: 45}'));
    expect(config?.model.augmentation).toMatchObject({ rotation_range: 45, zoom_range: [0.8, 1.2] });
  });

  it('keeps the tasks in the order of the file', () => {
    const { config } = parse(MINIMAL);
    expect(config && tasksOf(config)).toEqual([
      { task: 'sleeves', labels: ['long', 'short'] },
      { task: 'print', labels: ['striped', 'solid'] },
    ]);
  });

  it('accepts the config of the Python project as it stands', () => {
    const file = fileURLToPath(new URL('../../../../shared/data/reference-project/config.yml', import.meta.url));
    if (!existsSync(file)) {
      console.log(`passed without being run: ${file} is not here`);
      return;
    }
    const { config, findings } = parse(readFileSync(file, 'utf8'));
    expect(findings).toEqual([]);
    expect(config?.model).toMatchObject({
      input_shape: [224, 224],
      freeze_convolutional_layers: false,
      learning_rate: 0.01,
      min_lr: 0.000001,
      target: ['print_encoded', 'sleeves_encoded', 'neckline_encoded'],
    });
    expect(config?.model.target_encoder.neckline).toEqual([
      'no_neckline',
      'v_neckline',
      'crew_neckline',
      'square_neckline',
    ]);
  });

  it('keeps yes, no, on and off as labels (YAML 1.2)', () => {
    const { config } = parse(MINIMAL.replace('[long, short]', '[yes, no, on, off]'));
    expect(config?.model.target_encoder.sleeves).toEqual(['yes', 'no', 'on', 'off']);
  });

  it('follows aliases and merge keys, and lets own keys win', () => {
    const text = withModel(
      'augmentation: &base {rotation_range: 5, horizontal_flip: false}',
      'loss_weights: &one {sleeves: 2}',
      'class_weights: {sleeves: balanced}',
    ).replace('[striped, solid]', '&labels [striped, solid]');
    const merged = text
      .replace('rotation_range: 5,', 'zoom_range: &zoom [1, 1], rotation_range: 5,')
      .replace('horizontal_flip: false', 'brightness_range: *zoom');
    expect(parse(merged).config?.model.augmentation).toMatchObject({ zoom_range: [1, 1], brightness_range: [1, 1] });
    const own = withModel('class_weights: &a {sleeves: none, print: balanced}').replace(
      'class_weights: &a {sleeves: none, print: balanced}',
      'class_weights:\n    <<: {sleeves: none, print: balanced}\n    sleeves: balanced',
    );
    expect(parse(own).config?.model.class_weights).toEqual({ sleeves: 'balanced', print: 'balanced' });
  });

  it('does not share what an alias repeats', () => {
    const { config } = parse(withModel('loss_weights: &w {}', 'augmentation: *w'));
    expect(config?.model.loss_weights).toEqual({});
    expect(config?.model.augmentation.enabled).toBe(true);
  });

  it('has maps in which only what is written is there', () => {
    const { config } = parse(MINIMAL);
    expect(config?.model.loss_weights.toString).toBeUndefined();
    expect(config?.model.target_encoder.constructor).toBeUndefined();
  });

  it('survives a task called toString', () => {
    const { config } = parse(MINIMAL.replace('sleeves', 'toString'));
    expect(config && tasksOf(config)[0]).toEqual({ task: 'toString', labels: ['long', 'short'] });
  });

  it('notes every problem of a config at once', () => {
    const text = withModel('backbone: xcption', 'batch_size: 0', 'epoch: 3').replace('[224, 224]', '[224]');
    expect(codesOf(text).sort()).toEqual([
      'not-a-choice 11:13',
      'out-of-range 12:15',
      'unknown-key 13:3',
      'wrong-length 6:16',
    ]);
  });

  it('stops counting after a hundred findings', () => {
    const { findings } = parse(withModel(...Array.from({ length: 300 }, (_, index) => `strange_key_${index}: 1`)));
    expect(findings).toHaveLength(101);
    expect(findings.at(-1)).toMatchObject({ code: 'more-findings', severity: 'info' });
    expect(findings.at(-1)?.message).toContain('200 more findings');
  });

  it('speaks plainly: no message is the validator’s own', () => {
    const texts = [
      withModel('alpha: -1', 'validation_split: 2', 'epochs: 0', 'image_cache_mb: .nan', 'min_lr: [1]', 'target: 3'),
      withModel(
        'augmentation: 3',
        'loss_weights: [1]',
        'class_weights: {print: heavy}',
        'freeze_convolutional_layers: 1',
      ),
      MINIMAL.replace('[long, short]', '{a: b}').replace('[224, 224]', '[a, 3.5, 7]').replace('data.csv', '12'),
    ];
    for (const message of texts.flatMap(messagesOf)) {
      expect(message).not.toMatch(/must (be|match|have|NOT)|schema|Invalid|!/);
      expect(message).toMatch(/^[`A-Z].*[.?]$/s);
    }
  });
});

describe('rangeOf', () => {
  const range = (text: string, path: (string | number)[], part?: 'key' | 'value') => parse(text).rangeOf(path, part);

  it('finds keys and values', () => {
    expect(wordsAt(MINIMAL, range(MINIMAL, ['model', 'input_shape'], 'key'))).toBe('input_shape');
    expect(wordsAt(MINIMAL, range(MINIMAL, ['model', 'input_shape']))).toBe('[224, 224]');
    expect(wordsAt(MINIMAL, range(MINIMAL, ['model', 'target_encoder', 'print', 1]))).toBe('solid');
  });

  it('knows nothing of what the config leaves out', () => {
    expect(range(MINIMAL, ['model', 'epochs'])).toBeUndefined();
    expect(range(MINIMAL, ['model', 'target_encoder', 'print', 2])).toBeUndefined();
    expect(range(MINIMAL, ['model', 'epochs', 'deeper', 0])).toBeUndefined();
  });

  it('looks through aliases and merge keys', () => {
    const text = withModel('class_weights:', '  <<: {sleeves: none, print: balanced}').replace(
      '[striped, solid]',
      '[striped, solid] # tail',
    );
    expect(wordsAt(text, range(text, ['model', 'class_weights', 'print'], 'key'))).toBe('print');
    const aliased = MINIMAL.replace('[long, short]', '&l [long, short]').replace('[striped, solid]', '*l');
    expect(wordsAt(aliased, range(aliased, ['model', 'target_encoder', 'print']))).toBe('*l');
    expect(wordsAt(aliased, range(aliased, ['model', 'target_encoder', 'print', 1]))).toBe('short');
  });

  it('counts UTF-16 code units, as editors do', () => {
    const text = MINIMAL.replace('[long, short]', '["👕👕", short]');
    expect(range(text, ['model', 'target_encoder', 'sleeves', 1])).toEqual({
      start: { line: 9, column: 23 },
      end: { line: 9, column: 28 },
    });
  });

  it('leaves the byte order mark out of the first line', () => {
    const text = `\uFEFF${MINIMAL}`;
    expect(parse(text).text).toBe(MINIMAL);
    expect(range(text, ['paths'], 'key')).toEqual({ start: { line: 1, column: 1 }, end: { line: 1, column: 6 } });
  });

  it('is the same with CRLF', () => {
    const path = ['model', 'target_encoder', 'print', 0];
    expect(range(MINIMAL.replaceAll('\n', '\r\n'), path)).toEqual(range(MINIMAL, path));
  });

  it('points at a key that has no value', () => {
    const text = withModel('epochs:');
    expect(wordsAt(text, range(text, ['model', 'epochs']))).toBe('epochs');
  });
});
