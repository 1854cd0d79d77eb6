import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Graph } from '../../../trainer/network/graph.ts';
import { initialWeights } from '../../../trainer/network/weights.ts';
import { installedRuntime } from '../../../trainer/runtime/install/installed.ts';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import type { RungName, Runtime } from '../../../trainer/runtime/rung.ts';
import { initialState } from '../../../trainer/step/state.ts';
import { adamStepSize } from '../../../trainer/step/training-step.ts';
import { batchFor, disposeBatch, NETWORKS } from './networks.ts';
import { hasAdapter } from './webgpu/software-adapter.ts';

const STEPS = 5;
const ROWS = 8;
/** Rounding leads trainings apart: after five steps by less than this share of the loss. */
const TOLERANCE = 1e-3;
/** Adam's first steps are as long in every direction, however little the gradient says of it; short ones keep rounding from becoming news. */
const LEARNING_RATE = 1e-4;

/** The runtimes of this machine, and which are not checked. */
const HERE: readonly { readonly rung: RungName; readonly isHere: boolean }[] = [
  { rung: 'native', isHere: (await installedRuntime('native')) !== undefined },
  { rung: 'webgpu', isHere: hasAdapter },
];
const absent = HERE.flatMap(({ rung, isHere }) => (isHere ? [] : [rung]));
const note = absent.length === 0 ? '' : ` (not checked: ${absent.join(', ')}, which this machine does not have)`;

/** The losses of a few steps from fixed weights on fixed batches. */
async function losses(runtime: Runtime, graph: Graph): Promise<number[]> {
  const state = initialState(graph, initialWeights(graph, 1));
  const program = runtime.training(
    graph,
    state,
    graph.outputs.map(() => 1),
  );
  const sums: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const batch = batchFor(graph, ROWS, step);
    const stepSize = tf.scalar(adamStepSize(LEARNING_RATE, step));
    const metrics = program.step(batch, stepSize);
    const values = (await metrics.data()) as Float32Array;
    sums.push(values.slice(0, graph.outputs.length).reduce((sum, loss) => sum + loss, 0));
    tf.dispose([metrics, stepSize]);
    disposeBatch(batch);
  }
  program.dispose();
  return sums;
}

async function lossesOn(rung: RungName, graphs: readonly Graph[]): Promise<number[][]> {
  const { runtime } = await openRuntime({ rung, allowSoftwareAdapter: true });
  const all: number[][] = [];
  for (const graph of graphs) all.push(await losses(runtime, graph));
  await runtime.dispose();
  return all;
}

it(`every runtime trains to the same losses${note}`, async () => {
  const names = ['mobilenet with one task', 'heads on features'];
  const graphs = names.map((name) => NETWORKS[name]!());
  const expected = await lossesOn('wasm', graphs);
  for (const { rung } of HERE.filter(({ isHere }) => isHere)) {
    for (const [i, values] of (await lossesOn(rung, graphs)).entries()) {
      for (const [step, loss] of values.entries()) {
        const share = Math.abs(loss / expected[i]![step]! - 1);
        expect(share, `${names[i]}, step ${step + 1} on ${rung}`).toBeLessThan(TOLERANCE);
      }
    }
  }
});
