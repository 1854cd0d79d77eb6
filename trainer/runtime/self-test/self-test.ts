import * as tf from '@tensorflow/tfjs-core';
import { initialState } from '../../step/state.ts';
import { adamStepSize, type StepBatch, type StepState } from '../../step/training-step.ts';
import type { Programs } from '../programs.ts';
import type { Runtime } from '../rung.ts';
import { type Numbers, selfTestCase } from './case.ts';
import { type Difference, differences, type Measured } from './differences.ts';
import reference from './reference.json' with { type: 'json' };

export interface SelfTestResult {
  readonly milliseconds: number;
  /** Why the runtime must not be trained on, in one sentence; left out: it computes as it should. */
  readonly failure?: string;
}

const LEARNING_RATE = 0.01;

/**
 * Takes one training step of a tiny network on the runtime that is open, runs the network once as it is in use, and compares
 * everything that comes out with stored values: losses, gradients, moving statistics, Adam's updates and logits.
 */
export async function selfTest(runtime: Runtime): Promise<SelfTestResult> {
  const started = performance.now();
  const failure = await failureOf(runtime);
  return { milliseconds: performance.now() - started, ...(failure !== undefined && { failure }) };
}

async function failureOf(runtime: Runtime): Promise<string | undefined> {
  try {
    const measured = [...(await train(runtime)), ...(await infer(runtime))];
    // Some devices go on with zeros when they have failed: then that is what there is to say.
    runtime.throwIfFailed();
    const [first] = differences(measured);
    return first && wrong(first);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Its self-test, one small training step, failed: ${reason}`;
  }
}

function wrong({ what, actual, expected }: Difference): string {
  return `Its self-test, one small training step, came to wrong numbers: ${what} is ${actual} where it should be ${expected}.`;
}

async function train(programs: Programs): Promise<Measured[]> {
  const { graph, weights, inputs, heads, lossWeights } = selfTestCase();
  const program = programs.training(graph, initialState(graph, tensors(weights)), lossWeights);
  const batch = {
    inputs: tensor(inputs),
    heads: heads.map((head) => ({
      oneHot: tensor(head.oneHot) as tf.Tensor2D,
      mask: tensor(head.mask) as tf.Tensor1D,
      weights: tensor(head.weights) as tf.Tensor1D,
    })),
  } satisfies StepBatch;
  const stepSize = tf.scalar(adamStepSize(LEARNING_RATE, 1), 'float32');
  const results: tf.Tensor[] = [];
  try {
    const metrics = program.step(batch, stepSize);
    results.push(metrics);
    const state = program.state();
    results.push(...state.weights.values(), ...state.m.values(), ...state.v.values());
    return [...(await measuredByHead(metrics, graph.outputs)), ...(await stepped(state, weights))];
  } finally {
    tf.dispose([batch.inputs, batch.heads, stepSize, results]);
    program.dispose();
  }
}

async function measuredByHead(metrics: tf.Tensor1D, heads: readonly string[]): Promise<Measured[]> {
  const values = await metrics.data();
  return [...heads.map((head) => `the loss of ${head}`), ...heads.map((head) => `the right rows of ${head}`)].map(
    (what, i) => ({ what, actual: [values[i]!], expected: [reference.metrics[i]!] }),
  );
}

/** After the first step Adam's m is a tenth of the gradient, its v a thousandth of the gradient's square. */
async function stepped(state: StepState, before: ReadonlyMap<string, Numbers>): Promise<Measured[]> {
  const measured: Measured[] = [];
  // From the heads down, as gradients flow: what is wrong first is nearest to the cause.
  for (const [name, expected] of Object.entries(reference.gradients).reverse()) {
    const m = await state.m.get(name)!.data();
    const v = await state.v.get(name)!.data();
    const weights = await state.weights.get(name)!.data();
    const { values } = before.get(name)!;
    measured.push(
      { what: `the gradient of ${name}`, actual: Array.from(m, (value) => value * 10), expected },
      {
        what: `the squared gradient of ${name}`,
        actual: Array.from(v, (value) => value * 1000),
        expected: expected.map((gradient) => gradient ** 2),
      },
      {
        what: `the update of ${name}`,
        actual: Array.from(weights, (value, i) => value - values[i]!),
        expected: Array.from(m, (value, i) => (-adamStepSize(LEARNING_RATE, 1) * value) / (Math.sqrt(v[i]!) + 1e-7)),
      },
    );
  }
  for (const [name, expected] of Object.entries(reference.movingStatistics)) {
    measured.push({ what: name, actual: await state.weights.get(name)!.data(), expected });
  }
  return measured;
}

async function infer(programs: Programs): Promise<Measured[]> {
  const { graph, weights, inputs } = selfTestCase();
  const program = programs.inference(graph, inputs.shape[0]!);
  const loaded = tensors(weights);
  const x = tensor(inputs);
  let outputs: tf.Tensor[] = [];
  try {
    program.load(loaded);
    outputs = program.run(x);
    const logits = await Promise.all(outputs.map((output) => output.data()));
    return logits.map((actual, head) => ({
      what: `the answer of ${graph.outputs[head]}`,
      actual,
      expected: reference.logits[head]!,
    }));
  } finally {
    tf.dispose([...loaded.values(), x, ...outputs]);
    program.dispose();
  }
}

const tensors = (all: ReadonlyMap<string, Numbers>) => new Map([...all].map(([name, one]) => [name, tensor(one)]));
const tensor = ({ shape, values }: Numbers) => tf.tensor([...values], [...shape], 'float32');
