import type { Shape } from '../network/graph.ts';

/** What a Keras HDF5 file holds: plain data, as the reading process hands it over. */
export interface KerasContent<V = Float32Array> {
  /** weights: a file of weights alone; keras-3-weights: one in Keras 3's own format, whose layers are not read; other: none of Keras'. */
  readonly kind: 'model' | 'weights' | 'keras-3-weights' | 'other';
  readonly attributes: KerasAttributes;
  /** In the order of layer_names, those without weights too. */
  readonly layers: readonly KerasLayerWeights<V>[];
}

/** Texts at the root of the file, as they stand. */
export type KerasAttributes = { readonly [name in (typeof ATTRIBUTES)[number]]?: string };

export const ATTRIBUTES = ['keras_version', 'backend', 'model_config', 'training_config', 'multitask'] as const;

/** A layer of the outermost network: for a network inside it, all weights of that network. */
export interface KerasLayerWeights<V = Float32Array> {
  readonly name: string;
  readonly weights: readonly KerasWeight<V>[];
}

export interface KerasWeight<V = Float32Array> {
  /** As Keras wrote it, such as conv1/kernel:0 (Keras 2) or conv1/kernel (Keras 3). */
  readonly name: string;
  readonly shape: Shape;
  readonly values: V;
}
