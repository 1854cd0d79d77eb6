/**
 * A network as data: layers in topological order, named and configured as in Keras. Everything that needs the network
 * (forward pass, summary table, model file, weight reader) walks this one list.
 */
export interface Graph {
  readonly layers: readonly Layer[];
  /** Name of the one InputLayer. */
  readonly input: string;
  /** Names of the output layers, one per task in the order of target_encoder. */
  readonly outputs: readonly string[];
}

export type Padding = 'valid' | 'same';

interface Common {
  /** Unique in the graph; Keras' own layer name where Keras has one. */
  readonly name: string;
  /** Names of the layers this one reads. */
  readonly inputs: readonly string[];
  /** false: weights and moving statistics stay as they are, and batch normalization runs in inference mode. */
  readonly trainable: boolean;
}

/** Shapes leave out the batch dimension: [height, width, channels] or [units]. */
export type Shape = readonly number[];

export type Layer = Common &
  (
    | { readonly kind: 'InputLayer'; readonly shape: Shape }
    | { readonly kind: 'Rescaling'; readonly scale: number; readonly offset: number }
    | {
        readonly kind: 'Conv2D';
        readonly filters: number;
        readonly kernelSize: readonly [number, number];
        readonly strides: readonly [number, number];
        readonly padding: Padding;
        readonly useBias: boolean;
      }
    | {
        readonly kind: 'DepthwiseConv2D';
        readonly kernelSize: readonly [number, number];
        readonly strides: readonly [number, number];
        readonly padding: Padding;
        readonly useBias: boolean;
      }
    | {
        readonly kind: 'SeparableConv2D';
        readonly filters: number;
        readonly kernelSize: readonly [number, number];
        readonly padding: Padding;
        readonly useBias: boolean;
      }
    | { readonly kind: 'BatchNormalization'; readonly epsilon: number; readonly momentum: number }
    | { readonly kind: 'ReLU'; readonly maxValue?: number }
    | {
        readonly kind: 'MaxPooling2D';
        readonly poolSize: readonly [number, number];
        readonly strides: readonly [number, number];
        readonly padding: Padding;
      }
    | {
        readonly kind: 'ZeroPadding2D';
        readonly padding: readonly [readonly [number, number], readonly [number, number]];
      }
    | { readonly kind: 'Add' }
    | { readonly kind: 'GlobalAveragePooling2D' }
    | { readonly kind: 'Dense'; readonly units: number; readonly activation: 'softmax' | 'linear' }
  );

export type LayerKind = Layer['kind'];
