import { describe, expect, it } from 'vitest';
import type { Config } from '../../../schemas/types/config.ts';
import { classWeights } from '../../../trainer/training/class-weights.ts';
import { majorityFloor, resultsOf } from '../../../trainer/training/report.ts';
import { commonestLabel, taskScore } from '../../../trainer/training/scores.ts';
import { labelNames, sample } from './heads.ts';
import { recorded } from './recorded.ts';

interface Case {
  labels: number;
  truth: number[];
  predicted: number[];
  accuracy: number;
  macro_f1: number;
  confusion: number[][];
  present: number[];
  balanced: number[];
}

describe('scores', () => {
  const cases = recorded<Case[]>('scores.json');

  it.each(cases)('are those of scikit-learn: $labels labels', ({ labels, truth, predicted, ...expected }) => {
    const score = taskScore(truth, predicted, labels, 0);
    expect(score.accuracy).toBeCloseTo(expected.accuracy, 12);
    expect(score.macro_f1).toBeCloseTo(expected.macro_f1, 12);
    expect(score.confusion).toEqual(expected.confusion);
    expect(score.rows).toBe(truth.length);
    expect(score.majority).toBeCloseTo(truth.filter((label) => label === 0).length / truth.length, 12);
  });

  it('are null where there are no rows', () => {
    expect(taskScore([], [], 2, 1)).toEqual({
      rows: 0,
      accuracy: null,
      macro_f1: null,
      majority: null,
      confusion: [
        [0, 0],
        [0, 0],
      ],
    });
  });

  it('know no floor without labelled training rows', () => {
    expect(commonestLabel([0, 0])).toBeUndefined();
    expect(commonestLabel([1, 3, 3])).toBe(1);
    expect(taskScore([1], [1], 2, undefined).majority).toBeNull();
  });
});

describe('balanced class weights', () => {
  it.each(recorded<Case[]>('scores.json').filter(({ labels, present }) => present.length === labels))(
    'are those of scikit-learn',
    ({ labels, truth, balanced }) => {
      const config = { model: { class_weights: { colour: 'balanced' } } } as unknown as Config;
      const tasks = [
        { task: 'colour', labels: labelNames(labels) },
        { task: 'size', labels: labelNames(2) },
      ];
      const rows = [...truth.map((label) => sample(1, [label, 0])), sample(2, [-1, 1])];
      const [colour, size] = classWeights(config, tasks, rows);
      for (const [label, weight] of colour!.entries()) expect(weight).toBeCloseTo(balanced[label]!, 12);
      expect(size).toEqual([1, 1]);
    },
  );

  it('leave a label without rows at 1', () => {
    const config = { model: { class_weights: { colour: 'balanced' } } } as unknown as Config;
    const weights = classWeights(
      config,
      [{ task: 'colour', labels: labelNames(3) }],
      [sample(1, [0]), sample(2, [2]), sample(3, [2])],
    );
    expect(weights).toEqual([[1, 1, 0.5]]);
  });
});

describe('results', () => {
  const tasks = [
    { task: 'a', labels: ['x', 'y'] },
    { task: 'b', labels: ['p', 'q'] },
  ];
  const validation = [sample(1, [0, 1]), sample(2, [1, -1]), sample(3, [1, 0]), sample(4, [0, 0])];
  const split = { train: [sample(5, [1, 0]), sample(6, [1, 0])], validation, test: [] };
  const predictions = {
    samples: validation,
    usable: [true, true, true, false],
    logits: [Float32Array.of(0, 3, 0, 1, 5, 0, 9, 0), Float32Array.of(0, 1, 7, 0, 0, 2, 9, 0)],
  };

  it('count rows that are labelled and readable, and name the worst images first', () => {
    const { tasks: scores, worstImages } = resultsOf(tasks, split, { validation: predictions, test: undefined });
    expect(scores.a).toMatchObject({ labels: ['x', 'y'], validation: { rows: 3, accuracy: 1 / 3, majority: 2 / 3 } });
    expect(scores.b).toMatchObject({ validation: { rows: 2, accuracy: 0.5, majority: 0.5 } });
    expect(scores.a).not.toHaveProperty('test');
    expect(worstImages.map(({ row, task }) => [row, task])).toEqual([
      [3, 'a'],
      [1, 'a'],
      [3, 'b'],
    ]);
    expect(worstImages[0]).toEqual({
      row: 3,
      path: '3.png',
      part: 'validation',
      task: 'a',
      label: 'y',
      predicted: 'x',
      probability: expect.closeTo(1 / (1 + Math.exp(-5)), 6),
    });
  });

  it('know the floor before anything is predicted', () => {
    expect(majorityFloor(split, 'validation', 0, 2)).toBe(0.5);
    expect(majorityFloor(split, 'test', 0, 2)).toBeNull();
  });
});
