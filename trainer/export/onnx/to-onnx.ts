import * as tf from '@tensorflow/tfjs-core';
import type { LoadedModel } from '../../model-file/load-model.ts';
import { foldBatchNormalization } from '../../network/fold-batch-normalization.ts';
import type { Graph } from '../../network/graph.ts';
import { layerShapes } from '../../network/shapes.ts';
import { type WeightRole, type WeightSpec, type Weights, weightSpecs } from '../../network/weights.ts';
import { programVersion } from '../../program-version.ts';
import { channelsFirst, layerNodes } from './layer-nodes.ts';
import { type OnnxTensor, onnxBytes } from './model-proto.ts';
import { onnxMetadata } from './onnx-metadata.ts';

/** Name of the dimension over the images of a batch. */
const BATCH = 'N';

/**
 * A model as the bytes of an ONNX file. It takes what the Keras file takes, so that a program may change from one to the other: the image input
 * [N, height, width, 3], float32, RGB pixels 0 … 255 with the scaling inside, N as large as the caller likes. Outputs: per task `<task>_clf`,
 * [N, labels] probabilities. Labels and preprocessing are in its metadata (onnxMetadata).
 *
 * An ONNX file is for prediction, so batch normalization is folded into the convolutions before it: a smaller file, and fast also in runtimes
 * that do not do that themselves.
 */
export async function toOnnx({ graph, weights, metadata }: LoadedModel): Promise<Uint8Array> {
  const folded = foldBatchNormalization(graph);
  const foldedWeights = folded.fold(weights);
  try {
    const { nodes, constants } = nodesOf(folded.graph);
    const shapes = layerShapes(folded.graph);
    const value = (name: string, description: string) => ({
      name,
      dimensions: [BATCH, ...shapes.get(name)!],
      description,
    });
    return onnxBytes({
      producer: { name: 'Multitask Vision', version: programVersion() },
      name: 'multitask',
      nodes,
      tensors: [...(await tensorsOf(folded.graph, foldedWeights)), ...constants],
      input: value(folded.graph.input, 'RGB pixels 0 … 255: image, row, column, channel'),
      outputs: folded.graph.outputs.map((name) => value(name, 'probabilities: image, label')),
      metadata: onnxMetadata(metadata),
    });
  } finally {
    tf.dispose([...foldedWeights.values()]);
  }
}

function nodesOf({ layers, input }: Graph) {
  const shapes = layerShapes({ layers, input, outputs: [] });
  const parts = layers.map((layer) => {
    const inputs = layer.inputs.map((name) => (name === input ? channelsFirst(name) : name));
    return layerNodes(layer, inputs, shapes.get(layer.inputs[0] ?? layer.name)!);
  });
  return { nodes: parts.flatMap(({ nodes }) => nodes), constants: parts.flatMap(({ constants }) => constants) };
}

function tensorsOf(graph: Graph, weights: Weights): Promise<OnnxTensor[]> {
  return Promise.all(weightSpecs(graph).map((spec) => tensorOf(spec, weights)));
}

/** ONNX has its kernels as [out, in, height, width], depthwise ones as [channels, 1, height, width]. */
async function tensorOf({ name, role, shape }: WeightSpec, weights: Weights): Promise<OnnxTensor> {
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`The weight ${name} is missing.`);
  if (shape.length !== 4) return { name, dimensions: shape, values: await weight.data<'float32'>() };
  const order = CHANNELS_FIRST[role === 'depthwise_kernel' ? role : 'kernel'];
  const transposed = tf.transpose(weight, [...order]);
  try {
    return { name, dimensions: transposed.shape, values: await transposed.data<'float32'>() };
  } finally {
    transposed.dispose();
  }
}

const CHANNELS_FIRST = {
  kernel: [3, 2, 0, 1],
  depthwise_kernel: [2, 3, 0, 1],
} as const satisfies Partial<Record<WeightRole, readonly number[]>>;
