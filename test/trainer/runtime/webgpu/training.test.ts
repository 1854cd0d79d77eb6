import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { UserError } from '../../../../core/errors.ts';
import type { RunDirectory } from '../../../../core/runs/run-directory.ts';
import { readRunFile } from '../../../../core/runs/run-file.ts';
import type { RunEvent } from '../../../../schemas/types/run-event.ts';
import type { Graph } from '../../../../trainer/network/graph.ts';
import { CheckpointStore } from '../../../../trainer/run/checkpoint.ts';
import { createRun } from '../../../../trainer/run/create-run.ts';
import type { Programs } from '../../../../trainer/runtime/programs.ts';
import type { Runtime } from '../../../../trainer/runtime/rung.ts';
import { selfTestCase } from '../../../../trainer/runtime/self-test/case.ts';
import { openWasm } from '../../../../trainer/runtime/wasm/wasm-rung.ts';
import { openWebgpu } from '../../../../trainer/runtime/webgpu/webgpu-rung.ts';
import { initialState } from '../../../../trainer/step/state.ts';
import { adamStepSize } from '../../../../trainer/step/training-step.ts';
import { expectEvents } from '../../training/contracts.ts';
import { ofType, trainHere } from '../../training/in-process.ts';
import { makeProject, removeProject } from '../../training/project.ts';
import { batchFor, disposeBatch } from '../networks.ts';
import { randomWeights } from '../random-weights.ts';
import { hasAdapter, note } from './software-adapter.ts';

const STEPS = 5;
const ROWS = 4;

/** The losses of each step. */
async function lossesOf(programs: Programs, graph: Graph): Promise<number[]> {
  const weights = randomWeights(graph, 1);
  const program = programs.training(graph, initialState(graph, weights), [1, 0.5]);
  const losses: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const batch = batchFor(graph, ROWS, step);
    const stepSize = tf.scalar(adamStepSize(1e-3, step));
    const metrics = program.step(batch, stepSize);
    losses.push(...(await metrics.data()).slice(0, graph.outputs.length));
    tf.dispose([metrics, stepSize]);
    disposeBatch(batch);
  }
  program.dispose();
  return losses;
}

async function lossesOn(open: () => Promise<Runtime>, graph: Graph): Promise<number[]> {
  const runtime = await open();
  try {
    return await lossesOf(runtime, graph);
  } finally {
    await runtime.dispose();
  }
}

/** Trains until the second epoch, in which the device is lost. */
async function trainUntilLost(root: string): Promise<{ run: RunDirectory; events: RunEvent[]; failure: unknown }> {
  let device: GPUDevice | undefined;
  const runtime = await openWebgpu({
    allowSoftwareAdapter: true,
    onDevice(opened) {
      device = opened;
    },
  });
  const run = await createRun(root, join(root, 'config.yml'));
  const events: RunEvent[] = [];
  try {
    const facts = { rung: runtime.rung, device: runtime.device, version: runtime.version, notTaken: [] };
    const training = trainHere(root, {
      opened: { runtime, facts },
      run,
      onEvent(event) {
        events.push(event);
        if (event.type === 'step' && event.epoch === 1) device?.destroy();
      },
    });
    return { run, events, failure: await training.catch((error: unknown) => error) };
  } finally {
    await runtime.dispose();
  }
}

test(`a run that loses its device in mid-epoch keeps its checkpoint and says so${note}`, async () => {
  if (!hasAdapter) return;
  const root = await makeProject({ images: 20, model: { epochs: 3, batch_size: 4 } });
  try {
    const { run, events, failure } = await trainUntilLost(root);
    expect(failure).toBeInstanceOf(UserError);
    const { message } = failure as UserError;
    expect(message).toContain('The graphics device was lost');
    expect(message).toContain(
      `The checkpoint of epoch 1 is kept in ${run.checkpoint}; --resume ${run.id} goes on from there.`,
    );
    expectEvents(events);
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'failed', epochs: 1, reason: message });
    expect(ofType(events, 'epoch-ended')).toHaveLength(1);
    expect(await readRunFile(run)).toMatchObject({ status: 'failed' });
    const store = await CheckpointStore.open(run.checkpoint);
    expect((await store.load())?.progress.epoch).toBe(0);
  } finally {
    await removeProject(root);
  }
});

test(`five steps come to the losses of wasm${note}`, async () => {
  if (!hasAdapter) return;
  const { graph } = selfTestCase();
  const expected = await lossesOn(() => openWasm(), graph);
  const actual = await lossesOn(() => openWebgpu({ allowSoftwareAdapter: true }), graph);
  expect(actual).toHaveLength(STEPS * 2);
  for (const [i, loss] of expected.entries()) expect(Math.abs(actual[i]! - loss)).toBeLessThan(1e-4);
});
