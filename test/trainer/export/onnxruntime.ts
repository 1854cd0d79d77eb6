import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import {
  loadOnnxRuntime,
  type OnnxNetwork,
  type OnnxRuntime,
  openOnnx,
} from '../../../trainer/export/onnx/onnxruntime.ts';
import { toOnnx } from '../../../trainer/export/onnx/to-onnx.ts';
import type { LoadedModel } from '../../../trainer/model-file/load-model.ts';
import { forward } from '../../../trainer/network/forward.ts';

export const onnxRuntime: OnnxRuntime | undefined = await loadOnnxRuntime().catch(() => undefined);
export const note = onnxRuntime ? '' : ' (not checked: onnxruntime-node is not installed)';

/** A test that needs onnxruntime; where it is not installed it says so, and passes. */
export function testWithOnnx(name: string, check: (runtime: OnnxRuntime) => Promise<void>): void {
  test(`${name}${note}`, async () => {
    if (onnxRuntime) await check(onnxRuntime);
  });
}

/** A model's ONNX file in onnxruntime; the caller closes it. */
export async function openedOnnx(runtime: OnnxRuntime, model: LoadedModel): Promise<OnnxNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'onnx-'));
  try {
    const path = join(folder, 'model.onnx');
    await writeFile(path, await toOnnx(model));
    return await openOnnx(runtime, path, model.graph.outputs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What forward computes: per output [N, units]; of a softmax layer, its probabilities. */
export function outputsOfForward({ graph, weights }: LoadedModel, x: tf.Tensor): Float32Array[] {
  return tf.tidy(() =>
    forward(graph, weights, x, { training: false }).logits.map((logits, i) => {
      const layer = graph.layers.find(({ name }) => name === graph.outputs[i])!;
      const softmax = layer.kind === 'Dense' && layer.activation === 'softmax';
      return (softmax ? tf.softmax(logits) : logits).dataSync<'float32'>();
    }),
  );
}

/** The largest absolute difference; NaN if a value is. */
export function largestDifference(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return Math.max(...a.flatMap((values, i) => [...values].map((value, j) => Math.abs(value - b[i]![j]!))));
}
