import * as tf from '@tensorflow/tfjs-core';
import type { LabelProbability, Prediction } from '../../schemas/types/prediction.ts';
import { BadImageError } from '../images/bad-image.ts';
import { type Preprocessing, readPixels } from '../images/preprocess.ts';
import type { LoadedModel } from '../model-file/load-model.ts';
import { type OpenModelOptions, openModel } from '../model-file/open-model.ts';
import { type LadderOptions, openRuntime } from '../runtime/ladder.ts';
import type { InferenceProgram } from '../runtime/programs.ts';
import { probabilitiesOf } from './probabilities.ts';

/** Images that go through the network together: enough to fill the device, few enough to answer soon. */
const BATCH_SIZE = 16;

/** A model that stays loaded and says what it sees in images. */
export interface Classifier {
  readonly model: LoadedModel;
  /** "wasm (CPU, 2 threads)". */
  readonly device: string;
  /**
   * One prediction per image, in the order given, with the top labels of every task. An image that cannot be read gives a
   * prediction with its error; the others are classified all the same.
   */
  classify(images: readonly string[], top: number): AsyncGenerator<Prediction>;
  close(): Promise<void>;
}

/**
 * Loads the model and the fastest runtime that this machine has, or the one asked for. Rejects with a UserError if the model cannot be read
 * or the runtime cannot be taken.
 */
export async function openClassifier(
  modelPath: string,
  options: LadderOptions & OpenModelOptions = {},
): Promise<Classifier> {
  const { runtime } = await openRuntime(options);
  const model = await openModel(modelPath, options).catch(async (error: unknown) => {
    await runtime.dispose();
    throw error;
  });
  const program = runtime.inference(model.graph, BATCH_SIZE);
  program.load(model.weights);
  return {
    model,
    device: `${runtime.rung} (${runtime.device})`,
    classify: (images, top) => classifyInBatches(model, program, images, top),
    async close() {
      program.dispose();
      tf.dispose([...model.weights.values()]);
      await runtime.dispose();
    },
  };
}

async function* classifyInBatches(
  model: LoadedModel,
  program: InferenceProgram,
  images: readonly string[],
  top: number,
): AsyncGenerator<Prediction> {
  const chunks = Array.from({ length: Math.ceil(images.length / BATCH_SIZE) }, (_, i) =>
    images.slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE),
  );
  let next = chunks[0] && readAll(chunks[0], model.metadata.preprocessing);
  for (const [i, chunk] of chunks.entries()) {
    const read = await next!;
    const following = chunks[i + 1];
    // The next images are decoded while the device works on these.
    next = following && readAll(following, model.metadata.preprocessing);
    const readable = read.filter((pixels) => pixels instanceof Uint8Array);
    const probabilities = await probabilitiesOf(readable, model.metadata.preprocessing, program);
    let position = 0;
    for (const [j, image] of chunk.entries()) {
      const pixels = read[j]!;
      yield pixels instanceof Uint8Array
        ? { image, tasks: taskPredictions(model, probabilities, position++, top) }
        : { image, error: pixels.message };
    }
  }
}

/** Each image's pixels, or why there are none. */
function readAll(paths: readonly string[], preprocessing: Preprocessing): Promise<(Uint8Array | BadImageError)[]> {
  return Promise.all(
    paths.map((path) =>
      readPixels(path, preprocessing).catch((error: unknown) => {
        if (error instanceof BadImageError) return error;
        throw error;
      }),
    ),
  );
}

function taskPredictions(model: LoadedModel, probabilities: number[][][], image: number, top: number) {
  return model.metadata.tasks.map(({ task, labels }, i) => ({
    task,
    labels: mostProbable(labels, probabilities[i]![image]!, top),
  }));
}

function mostProbable(labels: readonly string[], probabilities: readonly number[], top: number) {
  const ranked = labels
    .map((label, i): LabelProbability => ({ label, probability: probabilities[i]! }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top);
  return ranked as [LabelProbability, ...LabelProbability[]];
}
