import { describe, expect, it } from 'vitest';
import { codesOf, MINIMAL, messagesOf, parse, withModel, wordsAt } from './configs.ts';

const modelOf = (text: string) => parse(text).config!.model;

describe('recipe: reference', () => {
  it('trains as train_model.py of the Python project does', () => {
    expect(modelOf(withModel('recipe: reference'))).toMatchObject({
      backbone: 'xception',
      weights: 'imagenet',
      epochs: 100,
      validation_split: 0.2,
      split_method: 'first_rows',
      augmented_variants: 100,
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
        validation: true,
      },
    });
  });

  it('changes defaults only: a key that is written wins', () => {
    const written = modelOf(
      withModel(
        'recipe: reference',
        'split_method: column',
        'epochs: 7',
        'augmented_variants: 2',
        'augmentation: {validation: false, rotation_range: 3}',
      ),
    );
    expect(written).toMatchObject({ split_method: 'column', epochs: 7, augmented_variants: 2 });
    expect(written.augmentation).toMatchObject({ validation: false, rotation_range: 3, horizontal_flip: true });
  });

  it('fills in groups that are written in part, and leaves what an alias repeats alone', () => {
    const { augmentation, loss_weights } = modelOf(
      withModel('recipe: reference', 'loss_weights: &empty {}', 'augmentation: *empty'),
    );
    expect(augmentation.validation).toBe(true);
    expect(loss_weights).toEqual({});
  });

  it('gives every config its own values', () => {
    const one = modelOf(withModel('recipe: reference'));
    one.augmentation.validation = false;
    expect(modelOf(withModel('recipe: reference')).augmentation.validation).toBe(true);
  });

  it('does not hide what is wrong, nor where', () => {
    const text = withModel('recipe: reference', 'augmentation: 5', 'epochs: many');
    expect(codesOf(text)).toEqual(['wrong-type 13:11', 'wrong-type 12:17']);
    const { rangeOf } = parse(withModel('recipe: reference', 'epochs: 3'));
    expect(rangeOf(['model', 'split_method'])).toBeUndefined();
    expect(wordsAt(withModel('recipe: reference', 'epochs: 3'), rangeOf(['model', 'recipe']))).toBe('reference');
  });
});

describe('the default recipe', () => {
  it('is that of a config that names none', () => {
    expect(modelOf(withModel('recipe: default'))).toEqual(modelOf(MINIMAL));
    expect(modelOf(MINIMAL)).toMatchObject({ split_method: 'stratified', augmentation: { validation: false } });
  });
});

describe('any other recipe', () => {
  it.each(['referense', 'toString', '__proto__'])('%s is refused', (name) => {
    expect(messagesOf(withModel(`recipe: ${name}`))[0]).toContain(
      'it can be `default` or `reference` (default `default`)',
    );
  });

  it('that is no text changes nothing', () => {
    expect(codesOf(withModel('recipe: [reference]'))).toEqual(['not-a-choice 11:11']);
    expect(codesOf('paths: {}\nmodel: [recipe, reference]')).toContain('wrong-type 2:8');
  });
});
