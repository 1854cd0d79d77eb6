import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import type { Graph } from '../../../../trainer/network/graph.ts';
import { initialWeights, type Weights } from '../../../../trainer/network/weights.ts';
import { eagerPrograms } from '../../../../trainer/runtime/eager-programs.ts';
import type { Programs, TrainingProgram } from '../../../../trainer/runtime/programs.ts';
import { disposeState, initialState } from '../../../../trainer/step/state.ts';
import { adamStepSize, type StepBatch } from '../../../../trainer/step/training-step.ts';
import { batchFor, disposeBatch, NETWORKS } from '../networks.ts';
import { onNative } from './native.ts';

const native = onNative();
const ROWS = 3;
const LEARNING_RATE = 1e-3;

function programOf(programs: Programs, graph: Graph): TrainingProgram {
  return programs.training(graph, initialState(graph, initialWeights(graph, 3)), lossWeightsOf(graph));
}

const lossWeightsOf = ({ outputs }: Graph) => outputs.map((_, i) => 1 - i / 4);

/** One step's metrics. */
function take(program: TrainingProgram, batch: StepBatch, step: number): number[] {
  const stepSize = tf.scalar(adamStepSize(LEARNING_RATE, step));
  const metrics = program.step(batch, stepSize);
  const values = [...metrics.dataSync()];
  tf.dispose([metrics, stepSize]);
  return values;
}

const valuesOf = (weights: Weights) =>
  new Map([...weights].map(([name, tensor]) => [name, tensor.dataSync().slice() as Float32Array]));

/** Weights and optimizer, out of TensorFlow's hands. */
function read(program: TrainingProgram): State {
  const state = program.state();
  const values = { weights: valuesOf(state.weights), m: valuesOf(state.m), v: valuesOf(state.v) };
  disposeState(state);
  return values;
}

type Values = ReadonlyMap<string, Float32Array>;
type State = Readonly<Record<'weights' | 'm' | 'v', Values>>;

/** What Adam makes of the weights, given its m and v. */
function updated({ weights }: State, { m, v }: State, step: number): Values {
  const stepSize = Math.fround(adamStepSize(LEARNING_RATE, step));
  const update = (name: string, means: Float32Array) =>
    weights.get(name)!.map((value, i) => value - (stepSize * means[i]!) / (Math.sqrt(v.get(name)![i]!) + 1e-7));
  return new Map([...m].map(([name, means]) => [name, update(name, means)]));
}

const without = (names: Values, all: Values): Values => new Map([...all].filter(([name]) => !names.has(name)));

/** The largest difference between two tensors, as a share of the largest value. */
function difference(actual: Float32Array, expected: Float32Array): number {
  let [largest, most] = [0, 1e-12];
  for (const [i, value] of expected.entries()) {
    largest = Math.max(largest, Math.abs(actual[i]! - value));
    most = Math.max(most, Math.abs(value));
  }
  return largest / most;
}

function expectEqual(actual: Values, expected: Values, tolerance: number) {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, values] of expected) expect(difference(actual.get(name)!, values), name).toBeLessThan(tolerance);
}

describe('a recorded training step', () => {
  for (const [name, build] of Object.entries(NETWORKS)) {
    native(`is the step op by op: ${name}`, (runtime) => {
      const graph = build();
      const recorded = programOf(runtime, graph);
      for (let step = 1; step <= 3; step++) {
        // From the same state each time: from there on rounding alone leads two trainings apart.
        const eager = eagerPrograms.training(graph, recorded.state(), lossWeightsOf(graph));
        const before = read(recorded);
        const batch = batchFor(graph, ROWS, step);
        const [metrics, expectedMetrics] = [take(recorded, batch, step), take(eager, batch, step)];
        for (const [i, value] of expectedMetrics.entries()) expect(metrics[i]).toBeCloseTo(value, 3);
        const [actual, expected] = [read(recorded), read(eager)];
        expectEqual(actual.m, expected.m, 1e-3);
        expectEqual(actual.v, expected.v, 2e-3);
        // Where there is hardly any gradient, Adam's direction is a toss-up: the update is held against the m and v it was made with.
        expectEqual(without(actual.m, actual.weights), without(actual.m, expected.weights), 1e-4);
        expectEqual(
          new Map([...actual.m.keys()].map((key) => [key, actual.weights.get(key)!])),
          updated(before, actual, step),
          1e-5,
        );
        eager.dispose();
        disposeBatch(batch);
      }
      recorded.dispose();
    });
  }

  native('gives a state that later steps leave alone', (runtime) => {
    const graph = NETWORKS.mobilenet!();
    const program = programOf(runtime, graph);
    const batch = batchFor(graph, ROWS, 1);
    take(program, batch, 1);
    const state = program.state();
    const before = valuesOf(state.weights);
    for (let step = 2; step < 5; step++) take(program, batch, step);
    expect(valuesOf(state.weights)).toEqual(before);
    expect(read(program).weights).not.toEqual(before);
    disposeState(state);
    program.dispose();
    disposeBatch(batch);
  });

  native('goes on from a state exactly as if it had never stopped', (runtime) => {
    const graph = NETWORKS.mobilenet!();
    const batch = batchFor(graph, ROWS, 1);
    const whole = programOf(runtime, graph);
    take(whole, batch, 1);
    take(whole, batch, 2);
    const resumed = runtime.training(graph, whole.state(), lossWeightsOf(graph));
    expect(take(resumed, batch, 3)).toEqual(take(whole, batch, 3));
    expect(read(resumed)).toEqual(read(whole));
    whole.dispose();
    resumed.dispose();
    disposeBatch(batch);
  });

  native('takes batches of several shapes in turn, with one state', (runtime) => {
    const graph = NETWORKS['heads on features']!();
    const [recorded, eager] = [programOf(runtime, graph), programOf(eagerPrograms, graph)];
    for (const [i, rows] of [4, 2, 4, 3, 2].entries()) {
      const batch = batchFor(graph, rows, i);
      const [a, b] = [take(recorded, batch, i + 1), take(eager, batch, i + 1)];
      for (const [j, value] of b.entries()) expect(a[j]).toBeCloseTo(value, 4);
      disposeBatch(batch);
    }
    expectEqual(read(recorded).m, read(eager).m, 1e-3);
    recorded.dispose();
    eager.dispose();
  });

  native('keeps nothing once it is disposed of', (runtime) => {
    const graph = NETWORKS.mobilenet!();
    const backend = tf.backend() as unknown as { getNumOfSavedModels(): number };
    const before = [tf.memory().numTensors, backend.getNumOfSavedModels()];
    for (const steps of [0, 1, 3]) {
      const program = programOf(runtime, graph);
      const batch = batchFor(graph, ROWS, 1);
      for (let step = 1; step <= steps; step++) take(program, batch, step);
      read(program);
      program.dispose();
      disposeBatch(batch);
    }
    expect([tf.memory().numTensors, backend.getNumOfSavedModels()]).toEqual(before);
  });
});
