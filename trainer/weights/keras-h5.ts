import { UserError } from '../../core/errors.ts';
import type { KerasContent } from '../hdf5/keras-content.ts';
import { readKerasFile } from '../hdf5/read-keras-file.ts';
import type { WeightSpec } from '../network/weight-specs.ts';
import { matchLayers } from './match-layers.ts';
import { roleOf } from './weight-name.ts';

/**
 * Reads the weights of a network from a weight file of Keras 1 or 2 (HDF5 with the attributes layer_names and weight_names), such
 * as Keras publishes for keras.applications. Every value must be finite.
 *
 * @returns Values by weight name, one entry per spec. Rejects with a UserError that says why a file cannot be used.
 */
export async function readKerasH5(
  path: string,
  specs: readonly WeightSpec[],
  signal?: AbortSignal,
): Promise<Map<string, Float32Array>> {
  const content = await readKerasFile(path, 'weights file', signal ? { signal } : {});
  if (content.kind !== 'weights') throw new UserError(`${path} ${notWeights(content.kind)}.`);
  const layers = content.layers.map(({ name, weights }) => ({
    name,
    weights: weights.map((weight) => ({ ...weight, role: roleOf(weight.name) })),
  }));
  const pairs = matchLayers(path, specs, layers);
  return new Map(specs.map((spec) => [spec.name, finite(pairs.get(spec)!.values, spec, path)]));
}

function finite(values: Float32Array, { name }: WeightSpec, path: string): Float32Array {
  if (values.every(Number.isFinite)) return values;
  throw new UserError(`${path} cannot be used: its weight ${name} holds values that are not finite numbers.`);
}

function notWeights(kind: Exclude<KerasContent['kind'], 'weights'>): string {
  switch (kind) {
    case 'model':
      return 'is a whole Keras model; model.weights takes a file of weights alone';
    case 'keras-3-weights':
      return "was saved in Keras 3's format (.weights.h5); model.weights takes the older one, as Keras publishes it";
    case 'other':
      return 'is not a weight file of Keras: it has no layer_names';
  }
}
