import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { foldBatchNormalization } from '../../../trainer/network/fold-batch-normalization.ts';
import { forward } from '../../../trainer/network/forward.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { weightSpecs } from '../../../trainer/network/weights.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import { inputsFor, NETWORKS } from '../runtime/networks.ts';
import { randomWeights } from '../runtime/random-weights.ts';

beforeAll(async () => {
  const runtime = await openWasm();
  return () => runtime.dispose();
});

const kinds = ({ layers }: Graph) => layers.map(({ kind }) => kind);

describe('a network with its batch normalization folded away', () => {
  it.each(Object.entries(NETWORKS))('says the same: %s', (_, build) => {
    const graph = build();
    const weights = randomWeights(graph, 4);
    const x = inputsFor(graph, 2, 4);
    const folded = foldBatchNormalization(graph);
    expect(kinds(folded.graph)).not.toContain('BatchNormalization');
    const newWeights = folded.fold(weights);
    expect([...newWeights.keys()].sort()).toEqual(
      weightSpecs(folded.graph)
        .map(({ name }) => name)
        .sort(),
    );
    const expected = forward(graph, weights, x, { training: false }).logits;
    const actual = forward(folded.graph, newWeights, x, { training: false }).logits;
    for (const [head, logits] of expected.entries()) {
      const most = Math.max(...logits.dataSync().map(Math.abs));
      const values = actual[head]!.dataSync();
      for (const [i, value] of logits.dataSync().entries())
        expect(Math.abs(values[i]! - value) / most).toBeLessThan(1e-4);
    }
    tf.dispose([...weights.values(), ...newWeights.values(), ...expected, ...actual, x]);
  });

  it('keeps a normalization whose convolution is read by another layer too, or has a bias', () => {
    const common = { trainable: true } as const;
    const convolution = { kind: 'Conv2D', filters: 2, kernelSize: [1, 1], strides: [1, 1], padding: 'same' } as const;
    const normalization = { kind: 'BatchNormalization', epsilon: 1e-3, momentum: 0.9, ...common } as const;
    const graph: Graph = {
      input: 'x',
      outputs: ['sum'],
      layers: [
        { name: 'x', kind: 'InputLayer', shape: [2, 2, 2], inputs: [], ...common },
        { name: 'read_twice', inputs: ['x'], ...convolution, useBias: false, ...common },
        { name: 'first', inputs: ['read_twice'], ...normalization },
        { name: 'biased', inputs: ['first'], ...convolution, useBias: true, ...common },
        { name: 'second', inputs: ['biased'], ...normalization },
        { name: 'sum', kind: 'Add', inputs: ['second', 'read_twice'], ...common },
      ],
    };
    expect(foldBatchNormalization(graph).graph).toEqual(graph);
  });

  it('keeps no tensor but the weights it gives', () => {
    const graph = NETWORKS.mobilenet!();
    const weights = randomWeights(graph, 4);
    const before = tf.memory().numTensors;
    const folded = foldBatchNormalization(graph).fold(weights);
    expect(tf.memory().numTensors).toBe(before + folded.size);
    tf.dispose([...folded.values(), ...weights.values()]);
  });
});
