import h5wasm from 'h5wasm/node';
import type { WeightSpec } from '../../../trainer/network/weight-specs.ts';
import { sizeOf } from '../../../trainer/network/weight-specs.ts';

export interface H5Layer {
  readonly name: string;
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
}

export interface H5Style {
  /** S: of variable length, S40: fixed. */
  readonly text?: string;
  readonly dtype?: '<f' | '<d' | '<i';
  /** Splits the list of layers as Keras does for lists over 64 KB. */
  readonly chunks?: number;
}

/** Writes a weight file in the layout of Keras 2. */
export async function writeKerasH5(path: string, layers: readonly H5Layer[], style: H5Style = {}): Promise<void> {
  const { text = 'S40', dtype = '<f', chunks } = style;
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  const names = layers.map(({ name }) => name);
  if (chunks === undefined) file.create_attribute('layer_names', names, [names.length], text);
  else {
    for (let i = 0; i * chunks < names.length; i++) {
      const part = names.slice(i * chunks, (i + 1) * chunks);
      file.create_attribute(`layer_names${i}`, part, [part.length], text);
    }
  }
  for (const layer of layers) {
    const group = file.create_group(layer.name);
    const weightNames = layer.weights.map(({ name }) => name);
    if (weightNames.length === 0) group.create_attribute('weight_names', new Float64Array(0), [0], '<d');
    else group.create_attribute('weight_names', weightNames, [weightNames.length], text);
    for (const { name, shape, values } of layer.weights) {
      const parents = name.split('/').slice(0, -1);
      for (let i = 1; i <= parents.length; i++) {
        const parent = parents.slice(0, i).join('/');
        if (group.get(parent) === null) group.create_group(parent);
      }
      const data = dtype === '<f' ? values : dtype === '<d' ? Float64Array.from(values) : Int32Array.from(values);
      group.create_dataset({ name, data, shape: [...shape], dtype });
    }
  }
  file.close();
}

/** The layers of a network as a file holds them; every value tells its weight apart. */
export function h5Layers(specs: readonly WeightSpec[], rename = (layer: string) => layer): H5Layer[] {
  const layers = new Map<string, H5Layer['weights'][number][]>();
  for (const [i, { layer, role, shape }] of specs.entries()) {
    const name = rename(layer);
    const weights = layers.get(name) ?? [];
    layers.set(name, weights);
    weights.push({ name: `${name}/${role}:0`, shape, values: new Float32Array(sizeOf(shape)).fill(i + 0.5) });
  }
  return [...layers].map(([name, weights]) => ({ name, weights }));
}
