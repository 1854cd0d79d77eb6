import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../../trainer/network/graph.ts';
import { summarize } from '../../trainer/network/summary.ts';
import { initialWeights } from '../../trainer/network/weights.ts';
import { messageOf, openRuntime } from '../../trainer/runtime/ladder.ts';
import type { InferenceProgram, TrainingProgram } from '../../trainer/runtime/programs.ts';
import type { OpenedRuntime, RungName, Runtime } from '../../trainer/runtime/rung.ts';
import { initialState } from '../../trainer/step/state.ts';
import { adamStepSize } from '../../trainer/step/training-step.ts';
import { letOthersRun } from '../../trainer/training/event-loop.ts';
import { batchOf, networkOf } from './network.ts';
import type { Problem } from './problem.ts';
import type { Built, Failed, Taken, TurnRequest, Unavailable } from './protocol.ts';

const LEARNING_RATE = 1e-3;

/** Takes a step; its results stay where the runtime computes. */
type Step = () => tf.Tensor[];

/** One side of the bench: a rung, used as the trainer uses it. Takes steps as lines on standard input ask for them. */
export async function serveRung(rung: RungName, problem: Problem): Promise<void> {
  const opened = await open(rung);
  if (typeof opened === 'string') {
    reply({ unavailable: opened });
    return;
  }
  const { runtime, facts } = opened;
  const graph = networkOf(problem);
  const step = (problem.work === 'training' ? trainingStep : inferenceStep)(runtime, graph, problem);
  reply({ device: facts.device, version: facts.version, parameters: summarize(graph).total });
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps } = JSON.parse(line) as TurnRequest;
    reply(await turn(runtime, steps, step));
  }
  await runtime.dispose();
}

async function open(rung: RungName): Promise<OpenedRuntime | string> {
  try {
    return await openRuntime({ rung });
  } catch (error) {
    return messageOf(error);
  }
}

async function turn(runtime: Runtime, steps: number, step: Step): Promise<Taken | Failed> {
  try {
    const start = performance.now();
    await take(steps, step);
    const milliseconds = performance.now() - start;
    runtime.throwIfFailed();
    return { milliseconds };
  } catch (error) {
    return { failed: messageOf(error) };
  }
}

/** Takes steps one after another, as an epoch does, and reads the last one's results. */
async function take(steps: number, step: Step): Promise<void> {
  for (let left = steps; left > 0; left--) {
    const results = step();
    if (left === 1) await Promise.all(results.map((result) => result.data()));
    tf.dispose(results);
    await letOthersRun();
  }
}

function trainingStep(runtime: Runtime, graph: Graph, problem: Problem): Step {
  const weights = initialWeights(graph, 1);
  const batch = batchOf(problem);
  let program: TrainingProgram | undefined;
  let steps = 0;
  return () => {
    program ??= runtime.training(
      graph,
      initialState(graph, weights),
      problem.labels.map(() => 1),
    );
    const stepSize = tf.scalar(adamStepSize(LEARNING_RATE, ++steps), 'float32');
    const metrics = program.step(batch, stepSize);
    stepSize.dispose();
    return [metrics];
  };
}

function inferenceStep(runtime: Runtime, graph: Graph, problem: Problem): Step {
  const weights = initialWeights(graph, 1);
  const { inputs } = batchOf(problem);
  let program: InferenceProgram | undefined;
  return () => {
    if (!program) {
      program = runtime.inference(graph, problem.batch);
      program.load(weights);
    }
    return program.run(inputs);
  };
}

function reply(message: Built | Unavailable | Taken | Failed): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
