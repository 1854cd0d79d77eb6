import type { Layer } from './graph.ts';

type WithoutCommon<L> = L extends Layer ? Omit<L, 'name' | 'inputs' | 'trainable'> : never;
/** What kind of layer, with its settings: a layer without its name and place. */
export type LayerOptions = WithoutCommon<Layer>;

/** Collects layers in topological order. Its methods return the name of the layer they add, for the next one to read. */
export class LayerList {
  readonly layers: Layer[] = [];
  readonly #unnamed = new Map<string, number>();

  add(name: string, options: LayerOptions, ...inputs: string[]): string {
    this.layers.push({ name, inputs, trainable: true, ...options });
    return name;
  }

  /** Adds a layer that Keras names itself: in a fresh session conv2d, conv2d_1, conv2d_2, … */
  addUnnamed(base: string, options: LayerOptions, ...inputs: string[]): string {
    const count = this.#unnamed.get(base) ?? 0;
    this.#unnamed.set(base, count + 1);
    return this.add(count === 0 ? base : `${base}_${count}`, options, ...inputs);
  }
}

/** Keras' defaults. */
export const BATCH_NORMALIZATION: LayerOptions = { kind: 'BatchNormalization', epsilon: 1e-3, momentum: 0.99 };
