import { describe, expect, it } from 'vitest';
import { frozenRandomBackbone } from '../../../core/rules/frozen-random-backbone.ts';
import { imagenetAlpha } from '../../../core/rules/imagenet-alpha.ts';
import { inputShapeTooSmall } from '../../../core/rules/input-shape-too-small.ts';
import { learningRateWrecksPretrained } from '../../../core/rules/learning-rate-wrecks-pretrained.ts';
import { minLr } from '../../../core/rules/min-lr.ts';
import { noLossWeight } from '../../../core/rules/no-loss-weight.ts';
import { patience } from '../../../core/rules/patience.ts';
import { rangeReversed } from '../../../core/rules/range-reversed.ts';
import { referenceRecipe } from '../../../core/rules/reference-recipe.ts';
import { stepMemoryFits } from '../../../core/rules/step-memory.ts';
import { targetName } from '../../../core/rules/target-name.ts';
import { targetOrder } from '../../../core/rules/target-order.ts';
import { taskNameCollision } from '../../../core/rules/task-name-collision.ts';
import { unknownTask } from '../../../core/rules/unknown-task.ts';
import { MINIMAL, withModel } from '../config/configs.ts';
import { findings, messages } from './projects.ts';

const wrote = (...lines: string[]) => ({ config: withModel(...lines) });

describe('target-order', () => {
  it('is content with the order of target_encoder, and with no target', () => {
    expect(findings(targetOrder)).toEqual([]);
    expect(findings(targetOrder, wrote('target: [sleeves_encoded, print_encoded]'))).toEqual([]);
  });

  it('names the first entry that is out of place', () => {
    expect(findings(targetOrder, wrote('target: [print_encoded, sleeves_encoded]'))).toMatchObject([
      {
        message:
          "`target` has `print_encoded` where `target_encoder` has `sleeves_encoded`; heads would learn each other's labels. Write `sleeves_encoded` and `print_encoded`, in this order.",
        location: { range: { start: { line: 11, column: 12 } } },
        suggestion: 'sleeves_encoded',
      },
    ]);
  });

  it('leaves wrong names to target-name', () => {
    expect(findings(targetOrder, wrote('target: [prnt_encoded, sleeves_encoded]'))).toEqual([]);
  });
});

describe('target-name', () => {
  it('suggests the target that was meant', () => {
    expect(findings(targetName, wrote('target: [sleeves_encoded, prnt_encoded]'))).toMatchObject([
      {
        message: 'No task of `target_encoder` has the target `prnt_encoded`. Did you mean `print_encoded`?',
        location: { range: { start: { line: 11, column: 29 } } },
        suggestion: 'print_encoded',
      },
    ]);
    expect(findings(targetName, wrote('target: [sleeves, print_encoded]'))).toMatchObject([
      { suggestion: 'sleeves_encoded' },
    ]);
  });

  it('notes missing, double and strange targets', () => {
    expect(messages(targetName, wrote('target: [sleeves_encoded]'))).toEqual([
      '`target` lacks `print_encoded`. Name the target of every task in the order of `target_encoder`, or leave `target` out.',
    ]);
    expect(messages(targetName, wrote('target: [sleeves_encoded, print_encoded, print_encoded]'))).toEqual([
      '`target` names `print_encoded` twice. Keep it once.',
    ]);
    expect(messages(targetName, wrote('target: [sleeves_encoded, print_encoded, colour_encoded]'))[0]).toContain(
      'The targets are `sleeves_encoded` and `print_encoded`',
    );
  });
});

describe('task-name-collision', () => {
  it('finds tasks that would share columns of the history', () => {
    expect(messages(taskNameCollision, { config: MINIMAL.replace('print:', 'val_sleeves:') })[0]).toContain(
      '`val_sleeves_clf_loss`',
    );
    expect(findings(taskNameCollision, { config: MINIMAL.replace('print:', 'val_print:') })).toEqual([]);
  });
});

describe('input-shape-too-small', () => {
  const shaped = (shape: string, ...lines: string[]) => ({ config: withModel(...lines).replace('[224, 224]', shape) });

  it('knows the smallest input of each backbone', () => {
    expect(findings(inputShapeTooSmall, shaped('[71, 71]'))).toEqual([]);
    expect(findings(inputShapeTooSmall, shaped('[32, 32]', 'backbone: mobilenet'))).toEqual([]);
    expect(findings(inputShapeTooSmall, shaped('[128, 70]'))).toMatchObject([
      {
        message:
          '`input_shape` is [128, 70]; xception needs at least 71 pixels in height and width. Write [128, 71] or more, or use `backbone: mobilenet`, which needs 32.',
        suggestion: '[128, 71]',
        location: { range: { start: { line: 6 } } },
      },
    ]);
  });
});

describe('imagenet-alpha', () => {
  it('names the nearest published width', () => {
    expect(findings(imagenetAlpha, wrote('backbone: mobilenet', 'alpha: 0.3'))).toMatchObject([
      { suggestion: '0.25', location: { range: { start: { line: 12 } } } },
    ]);
    for (const alpha of [0.25, 0.5, 0.75, 1]) {
      expect(findings(imagenetAlpha, wrote('backbone: mobilenet', `alpha: ${alpha}`))).toEqual([]);
    }
    expect(findings(imagenetAlpha, wrote('backbone: mobilenet', 'alpha: 0.3', 'weights: none'))).toEqual([]);
    expect(findings(imagenetAlpha, wrote('alpha: 0.3'))).toEqual([]);
  });
});

describe('target-name and unknown-task', () => {
  it('name a few of very many tasks', () => {
    const tasks = Array.from({ length: 300 }, (_, index) => `task_of_a_person_${index}`);
    const written = tasks.map((task) => `    ${task}: [a, b]\n`).join('');
    const config = `${MINIMAL.trimEnd()}\n${written}  loss_weights: { Q: 1 }\n  target: [Q]\n`;
    const [name, ...others] = messages(targetName, { config });
    expect(name).toMatch(/^No task of `target_encoder` has the target `Q`\. The targets are .* and 290 more; /);
    expect(others).toEqual([expect.stringMatching(/^`target` lacks /)]);
    expect(messages(unknownTask, { config })).toEqual([
      expect.stringMatching(/^`loss_weights` names `Q`, which is no task\. The tasks are .* and 290 more\.$/),
    ]);
  });
});

describe('unknown-task', () => {
  it('suggests the task that was meant', () => {
    expect(
      findings(unknownTask, wrote('loss_weights: {sleves: 2}', 'class_weights: {colour: balanced, print: none}')),
    ).toMatchObject([
      { message: '`loss_weights` names `sleves`, which is no task. Did you mean `sleeves`?', suggestion: 'sleeves' },
      { message: '`class_weights` names `colour`, which is no task. The tasks are `sleeves` and `print`.' },
    ]);
  });
});

describe('no-loss-weight', () => {
  it('refuses weights that are all 0', () => {
    expect(findings(noLossWeight, wrote('loss_weights: {sleeves: 0, print: 0}'))).toHaveLength(1);
    expect(findings(noLossWeight, wrote('loss_weights: {sleeves: 0}'))).toEqual([]);
  });
});

describe('patience', () => {
  it('wants the learning rate reduced before training stops', () => {
    expect(findings(patience)).toEqual([]);
    expect(findings(patience, wrote('early_stopping_patience: 6'))).toEqual([]);
    expect(findings(patience, wrote('early_stopping_patience: 5'))).toMatchObject([
      { location: { range: { start: { line: 11 } } } },
    ]);
    expect(findings(patience, wrote('lr_reducer_patience: 10'))).toMatchObject([
      { location: { range: { start: { line: 11 } } } },
    ]);
  });
});

describe('min-lr', () => {
  it('wants room between the learning rate and its floor', () => {
    expect(findings(minLr)).toEqual([]);
    expect(messages(minLr, wrote('min_lr: 0.001'))).toEqual([
      '`min_lr` (0.001) is not below `learning_rate` (0.001), so the learning rate is never reduced. Lower `min_lr`, such as to 0.000001.',
    ]);
  });
});

describe('learning-rate-wrecks-pretrained', () => {
  it.each([
    [['learning_rate: 0.02'], 1],
    [['learning_rate: 0.02', 'weights: own.h5'], 1],
    [['learning_rate: 0.01'], 0],
    [['learning_rate: 0.02', 'weights: none'], 0],
    [['learning_rate: 0.02', 'freeze_convolutional_layers: true'], 0],
  ])('%j', (lines, count) => {
    expect(findings(learningRateWrecksPretrained, wrote(...lines))).toHaveLength(count);
  });
});

describe('frozen-random-backbone', () => {
  it('warns only of both together', () => {
    expect(findings(frozenRandomBackbone, wrote('weights: none', 'freeze_convolutional_layers: true'))).toHaveLength(1);
    expect(findings(frozenRandomBackbone, wrote('weights: none'))).toEqual([]);
    expect(findings(frozenRandomBackbone, wrote('freeze_convolutional_layers: true'))).toEqual([]);
  });
});

describe('range-reversed', () => {
  it('turns ranges round', () => {
    expect(findings(rangeReversed, wrote('augmentation: {zoom_range: [1.2, 0.8]}'))).toMatchObject([
      {
        message: '`zoom_range` runs from 1.2 to 0.8; the smaller number comes first. Write [0.8, 1.2].',
        suggestion: '[0.8, 1.2]',
      },
    ]);
    expect(findings(rangeReversed, wrote('augmentation: {zoom_range: [1, 1]}'))).toEqual([]);
  });
});

describe('reference-recipe', () => {
  it('names the traps that the config takes over, and no others', () => {
    expect(findings(referenceRecipe, wrote('recipe: reference'))).toMatchObject([
      {
        message:
          '`recipe: reference` trains as the Python project did: the first rows validate, whatever their order, and validation images are augmented, so the loss that steers training swings from epoch to epoch. Leave the key out to train without either.',
        location: { range: { start: { line: 11, column: 11 } } },
      },
    ]);
    expect(messages(referenceRecipe, wrote('recipe: reference', 'split_method: stratified'))[0]).toContain(
      'did: validation images are augmented, so the loss that steers training swings from epoch to epoch. Leave the key out to train without that.',
    );
    const neither = wrote('recipe: reference', 'split_method: column', 'augmentation: {enabled: false}');
    expect(findings(referenceRecipe, neither)).toEqual([]);
    expect(findings(referenceRecipe, wrote('split_method: first_rows'))).toEqual([]);
  });
});

describe('step-memory', () => {
  const GB = 1e9;

  it('says what a step needs, what there is and what fits', () => {
    expect(findings(stepMemoryFits, { memory: 4 * GB })).toMatchObject([
      {
        message:
          "A training step is estimated to need at least 5.0 GB, and this machine has 4.0 GB: 4.6 GB for what the layers make of 32 images of 224 × 224 pixels, 333.0 MB for weights, gradients and Adam's state. Write `batch_size: 16` or less, or choose a smaller `input_shape` or `backbone: mobilenet`, or freeze the backbone.",
        suggestion: '16',
      },
    ]);
    expect(findings(stepMemoryFits, { memory: 16 * GB })).toEqual([]);
  });

  it('says so when not even one image fits', () => {
    const config = withModel('batch_size: 1').replace('[224, 224]', '[4096, 4096]');
    const [finding] = findings(stepMemoryFits, { memory: 16 * GB, config });
    expect(finding?.message).toContain('Not even one image fits');
    expect(finding?.location.range?.start.line).toBe(6);
    expect(finding?.suggestion).toBeUndefined();
  });

  it('knows the limit of WebAssembly, and nothing of graphics cards', () => {
    expect(messages(stepMemoryFits, { memory: 64 * GB, ...wrote('runtime: wasm') })[0]).toContain(
      'WebAssembly can have 4.3 GB',
    );
    expect(findings(stepMemoryFits, { memory: GB, ...wrote('runtime: cuda') })).toEqual([]);
    expect(findings(stepMemoryFits, { memory: GB, ...wrote('freeze_convolutional_layers: true') })).toEqual([]);
  });
});
