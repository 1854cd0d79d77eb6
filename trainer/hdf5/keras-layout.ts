import { Dataset, type File, Group } from 'h5wasm';
import { bytes } from '../../core/words.ts';
import { sizeOf } from '../network/weight-specs.ts';
import { CannotBeUsed } from './cannot-be-used.ts';
import { ATTRIBUTES, type KerasAttributes, type KerasContent, type KerasLayerWeights } from './keras-content.ts';
import { namesOf, textOf } from './texts.ts';

/** Weights that are compressed, or stored in chunks of which some may be missing, may be so many times as large as the file. */
const MAX_RATIO = 50;
/** More than ten times Xception. */
const MAX_WEIGHT_BYTES = 1024 ** 3;
const MAX_RANK = 8;

/** Reads an open file in the layout of keras' legacy_h5_format.py. Throws CannotBeUsed, or what HDF5 throws at damaged files. */
export function kerasContent(file: File, fileBytes: number): KerasContent {
  const inside = file.keys();
  const isModel = inside.includes('model_weights');
  const root = isModel ? groupAt(file, 'model_weights', 'group') : file;
  const names = namesOf(root, 'layer_names');
  const layers = (names ?? []).map((name) => ({ name, weights: weightsOf(groupAt(root, name, 'layer')) }));
  checkSizes(layers, fileBytes);
  const weightsOnly = names !== undefined ? 'weights' : inside.includes('layers') ? 'keras-3-weights' : 'other';
  return {
    kind: isModel ? 'model' : weightsOnly,
    attributes: attributesOf(file),
    layers: layers.map(({ name, weights }) => ({ name, weights: weights.map(withValues) })),
  };
}

function attributesOf(file: File): KerasAttributes {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const text = textOf(file, name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

function groupAt(parent: Group, name: string, what: string): Group {
  const group = parent.get(name);
  if (group !== null && leadsElsewhere(parent, name)) throw link(`${what} ${name}`);
  if (!(group instanceof Group)) throw new CannotBeUsed(`is damaged: its ${what} ${name} is missing`);
  return group;
}

interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Dataset;
}

function weightsOf(layer: Group): StoredWeight[] {
  return (namesOf(layer, 'weight_names') ?? []).map((name) => {
    const dataset = layer.get(name);
    if (dataset !== null && leadsElsewhere(layer, name)) throw link(`weight ${name}`);
    if (!(dataset instanceof Dataset)) throw new CannotBeUsed(`is damaged: its weight ${name} is missing`);
    const { metadata, dtype } = dataset;
    if ((metadata.virtual_sources ?? []).length > 0) throw link(`weight ${name}`);
    if (dtype !== '<f') {
      throw new CannotBeUsed(
        `cannot be used: its weight ${name} is not stored as 32-bit floating point numbers. Save the model with weights of float32`,
      );
    }
    const shape = metadata.shape ?? undefined;
    if (shape === undefined || shape.length > MAX_RANK) {
      throw new CannotBeUsed(
        `is damaged: its weight ${name} has ${shape === undefined ? 'no shape' : `${shape.length} dimensions`}`,
      );
    }
    return { name, shape, values: dataset };
  });
}

/** Files of Keras have no reason to refer to other places, other files least of all. */
function leadsElsewhere(parent: Group, name: string): boolean {
  const steps = `${parent.path}/${name}`.split('/').filter(Boolean);
  const links = steps.map((_, i) => `/${steps.slice(0, i + 1).join('/')}`);
  return links.some((path) => parent.get_link(path) !== null || 'filename' in parent.get_external_link(path));
}

function link(what: string): CannotBeUsed {
  return new CannotBeUsed(`cannot be used: its ${what} is a link to somewhere else`);
}

/** A few bytes can declare shapes that would fill any memory: nothing is read before the sizes are believable. */
function checkSizes(layers: readonly KerasLayerWeights<Dataset>[], fileBytes: number): void {
  let plain = 0;
  let all = 0;
  for (const { name, shape, values } of layers.flatMap(({ weights }) => weights)) {
    const size = 4 * sizeOf(shape);
    all += size;
    if (values.metadata.chunks === null) plain += size;
    if (all > MAX_WEIGHT_BYTES || plain > fileBytes || all > MAX_RATIO * fileBytes) {
      throw new CannotBeUsed(
        `is damaged or crafted: its weights up to ${name} would take ${bytes(all)}, but the file has ${bytes(fileBytes)}`,
      );
    }
  }
}

function withValues({ name, shape, values }: StoredWeight) {
  const { value } = values;
  // h5wasm returns a single number for a weight of one.
  const numbers = typeof value === 'number' ? Float32Array.of(value) : value;
  if (!(numbers instanceof Float32Array) || numbers.length !== sizeOf(shape)) {
    throw new CannotBeUsed(`is damaged: its weight ${name} cannot be read`);
  }
  return { name, shape, values: numbers };
}
