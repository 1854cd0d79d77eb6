import { expect, it } from 'vitest';
import { type AttributeValue, savedModel } from '../../../../trainer/runtime/tensorflow/graph-def.ts';
import written from '../../../fixtures/tensorflow/graph-def.json' with { type: 'json' };

/** As in test/fixtures/tensorflow/make_graph_def.py. */
const ATTRIBUTES: readonly AttributeValue[] = [
  { kind: 'string', value: 'NHWC' },
  { kind: 'int', value: -3 },
  { kind: 'float', value: 0.001 },
  { kind: 'bool', value: true },
  { kind: 'type', value: 1 },
  { kind: 'shape', value: [2, -1, 300] },
  {
    kind: 'tensor',
    value: { dtype: 1, shape: [1, 3], bytes: new Uint8Array(Float32Array.of(1.5, -2, 300.25).buffer) },
  },
  { kind: 'strings', value: ['first', 'zweites ü'] },
  { kind: 'ints', value: [1, 0, 7e9, -1] },
  { kind: 'floats', value: [0.5, -1.25] },
  { kind: 'types', value: [1, 3] },
];

it('a graph has the bytes that TensorFlow writes', () => {
  const nodes = ATTRIBUTES.map((attribute) => ({
    name: `node_${attribute.kind}`,
    op: 'Some',
    inputs: ['x:1', '^other'],
    attributes: { [attribute.kind]: attribute },
  }));
  expect(Buffer.from(savedModel(nodes)).toString('hex')).toBe(written.hex);
});
