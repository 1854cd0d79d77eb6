import { Dataset, type File, Group } from 'h5wasm/node';
import { UserError } from '../../core/errors.ts';
import { sizeOf, type WeightSpec } from '../network/weight-specs.ts';
import { readH5 } from './h5-file.ts';
import { type FileWeight, matchLayers } from './match-layers.ts';

/**
 * Reads the weights of a network from a weight file of Keras 1 or 2 (HDF5 with the attributes layer_names and weight_names), such
 * as Keras publishes for keras.applications. Shapes are compared before anything is allocated, and every value must be finite.
 *
 * @returns Values by weight name, one entry per spec. Rejects with a UserError that says why a file cannot be used.
 */
export function readKerasH5(path: string, specs: readonly WeightSpec[]): Promise<Map<string, Float32Array>> {
  return readH5(path, (file) => {
    const pairs = matchLayers(path, specs, layersOf(file, path));
    return new Map(specs.map((spec) => [spec.name, valuesOf(pairs.get(spec)!, spec, path)]));
  });
}

interface StoredWeight extends FileWeight {
  readonly dataset: Dataset;
}

function layersOf(file: File, path: string): { name: string; weights: StoredWeight[] }[] {
  const names = textsOf(file, 'layer_names');
  if (names === undefined) throw notWeights(file, path);
  return names.map((name) => {
    const group = file.get(name);
    if (!(group instanceof Group)) throw new UserError(`${path} is damaged: its layer ${name} is missing.`);
    return { name, weights: (textsOf(group, 'weight_names') ?? []).map((weight) => storedWeight(group, weight, path)) };
  });
}

function storedWeight(layer: Group, name: string, path: string): StoredWeight {
  const dataset = layer.get(name);
  if (!(dataset instanceof Dataset)) throw new UserError(`${path} is damaged: its weight ${name} is missing.`);
  if (leadsElsewhere(dataset))
    throw new UserError(`${path} cannot be used: its weight ${name} is a link to somewhere else.`);
  const role = name.slice(name.lastIndexOf('/') + 1).replace(/:\d+$/, '');
  return { role, shape: dataset.shape ?? [], dataset };
}

/** A weight file has no reason to refer to other places, other files least of all. */
function leadsElsewhere(dataset: Dataset): boolean {
  const { root, path, metadata } = dataset;
  const steps = path.split('/').filter(Boolean);
  const links = steps.map((_, i) => `/${steps.slice(0, i + 1).join('/')}`);
  const isLink = (link: string) => root.get_link(link) !== null || 'filename' in root.get_external_link(link);
  return (metadata.virtual_sources ?? []).length > 0 || links.some(isLink);
}

function valuesOf({ dataset }: StoredWeight, { name, shape }: WeightSpec, path: string): Float32Array {
  if (dataset.dtype !== '<f') {
    throw new UserError(`${path} cannot be used: its weight ${name} is not stored as 32-bit floating point numbers.`);
  }
  const values = dataset.value;
  if (!(values instanceof Float32Array) || values.length !== sizeOf(shape)) {
    throw new UserError(`${path} is damaged: its weight ${name} cannot be read.`);
  }
  if (!values.every(Number.isFinite)) {
    throw new UserError(`${path} cannot be used: its weight ${name} holds values that are not finite numbers.`);
  }
  return values;
}

/** An attribute that lists names, fixed or variable in length. Keras splits lists that HDF5 finds too long into name0, name1, … */
function textsOf(group: Group, attribute: string): string[] | undefined {
  const { attrs } = group;
  const whole = attrs[attribute];
  if (whole) return texts(whole.value);
  const parts: string[] = [];
  for (let i = 0; attrs[`${attribute}${i}`]; i++) parts.push(...texts(attrs[`${attribute}${i}`]!.value));
  return attrs[`${attribute}0`] ? parts : undefined;
}

/** An empty list is stored as an empty list of numbers. */
function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function notWeights(file: File, path: string): UserError {
  const names = file.keys();
  const reason = names.includes('model_weights')
    ? 'is a whole Keras model; model.weights takes a file of weights alone'
    : names.includes('layers')
      ? "was saved in Keras 3's format (.weights.h5); model.weights takes the older one, as Keras publishes it"
      : 'is not a weight file of Keras: it has no layer_names';
  return new UserError(`${path} ${reason}.`);
}
