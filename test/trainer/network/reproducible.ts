import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../../schemas/types/config.ts';
import type { Graph, Shape } from '../../../trainer/network/graph.ts';
import { sizeOf, type WeightRole, type WeightSpec, weightSpecs } from '../../../trainer/network/weights.ts';

// Numbers that Python and TypeScript make alike: see test/fixtures/network/reproducible.py, which must be changed together with this.

/** `count` numbers in [−1, 1), scattered by MurmurHash3's finalizer over FNV-1a of the key. */
function uniform(key: string, count: number): Float64Array {
  let seed = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) seed = Math.imul(seed ^ key.charCodeAt(i), 0x01000193);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let h = (Math.imul(i, 0x9e3779b1) + seed) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    numbers[i] = ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1;
  }
  return numbers;
}

/** A backbone, or a small network that needs no scaled moving variances. */
type Network = Config['model']['backbone'] | 'small';

/** Near the variances of the activations, or the features of all images become alike, or huge. */
const MOVING_VARIANCE = { mobilenet: 0.5, xception: 2.5, small: 1 };

export function reproducibleWeights(graph: Graph, network: Network): Map<string, tf.Tensor> {
  return new Map(
    weightSpecs(graph).map((spec) => {
      const values = reproducibleWeight(spec);
      const isVariance = spec.role === 'moving_variance';
      const scaled = isVariance ? values.map((value) => value * MOVING_VARIANCE[network]) : values;
      return [spec.name, tf.tensor(scaled, [...spec.shape])];
    }),
  );
}

/** A weight of ordinary size for its role, so that activations neither vanish nor explode in a deep network. */
function reproducibleWeight({ layer, role, shape }: WeightSpec): Float32Array {
  const [center, scale] = range(role, shape);
  const u = uniform(`${layer}/${role}`, sizeOf(shape));
  const values = new Float32Array(u.length);
  for (let i = 0; i < u.length; i++) values[i] = center + scale * u[i]!;
  return values;
}

function range(role: WeightRole, shape: Shape): [center: number, scale: number] {
  switch (role) {
    case 'kernel':
    case 'pointwise_kernel':
      return [0, Math.sqrt(6 / sizeOf(shape.slice(0, -1)))];
    case 'depthwise_kernel':
      return [0, Math.sqrt(6 / sizeOf(shape.slice(0, 2)))];
    case 'gamma':
      return [1, 0.2];
    case 'moving_variance':
      return [1, 0.5];
    default:
      return [0, 0.2];
  }
}

/** [count, height, width, 3] of whole numbers 0 … 255. */
export function reproducibleImages(count: number, height: number, width: number): Float32Array {
  const u = uniform(`images ${height} ${width}`, count * height * width * 3);
  return Float32Array.from(u, (value) => Math.floor((value + 1) * 128));
}

/** `count` labels 0 … units − 1. */
export function reproducibleLabels(task: string, count: number, units: number): number[] {
  return Array.from(uniform(`labels ${task}`, count), (value) => Math.floor(((value + 1) / 2) * units));
}
