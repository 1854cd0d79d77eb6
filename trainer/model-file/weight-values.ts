import { createHash } from 'node:crypto';
import type { Graph } from '../network/graph.ts';
import { type Weights, weightSpecs } from '../network/weights.ts';

/** Tells whether the weights of a saved model are those that it was saved with. */
export interface WeightsDigest {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The values of all weights, in the order of weightSpecs. */
export async function weightValues(graph: Graph, weights: Weights): Promise<Map<string, Float32Array>> {
  const entries = weightSpecs(graph).map(async ({ name }): Promise<[string, Float32Array]> => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new Error(`The weight ${name} is missing.`);
    return [name, await tensor.data<'float32'>()];
  });
  return new Map(await Promise.all(entries));
}

/** The digest of values one after another. */
export function digestOf(values: Iterable<Uint8Array>): WeightsDigest {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const chunk of values) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}

export function bytesOfValues(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
