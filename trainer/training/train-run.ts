import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { augmentsValidation } from '../../core/config/augments-validation.ts';
import { type Task, tasksOf } from '../../core/config/tasks.ts';
import type { Split } from '../../core/dataframe/dataframe.ts';
import { disk } from '../../core/files.ts';
import { pathFrom } from '../../core/findings/format-finding.ts';
import { resolveProjectPath } from '../../core/paths.ts';
import type { RunDirectory } from '../../core/runs/run-directory.ts';
import type { Config } from '../../schemas/types/config.ts';
import { type ImageSource, openImageSource } from '../images/image-source.ts';
import { preprocessing } from '../images/preprocess.ts';
import { saveModel } from '../model-file/save-model.ts';
import { buildNetwork } from '../network/build-network.ts';
import { splitAtFeatures } from '../network/features.ts';
import type { Graph } from '../network/graph.ts';
import { layerShapes } from '../network/shapes.ts';
import { type Weights, weightSpecs } from '../network/weights.ts';
import type { CheckpointStore } from '../run/checkpoint.ts';
import { configFingerprint, dataFingerprint } from '../run/fingerprint.ts';
import { HistoryFile, keptRows } from '../run/history-file.ts';
import { refuseOtherRun } from '../run/resume.ts';
import { hashTensors } from '../run/tensor-file.ts';
import type { InferenceProgram } from '../runtime/programs.ts';
import type { Runtime } from '../runtime/rung.ts';
import { BadImages } from './bad-images.ts';
import { historyHeader } from './callbacks/csv-logger.ts';
import { classWeights } from './class-weights.ts';
import type { Emit } from './events.ts';
import { FeatureInputs } from './feature-inputs.ts';
import { finish, type Results } from './finish.ts';
import { lookAtImages } from './first-look.ts';
import { ImageInputs } from './image-inputs.ts';
import { Learner } from './learner.ts';
import { trainEpochs } from './loop.ts';
import { modelMetadata } from './model-metadata.ts';
import { toHost } from './model-state.ts';
import { startingWeights } from './starting-weights.ts';
import type { TrainingProject } from './train.ts';

export interface RunOptions {
  readonly project: TrainingProject;
  readonly run: RunDirectory;
  readonly runtime: Runtime;
  readonly store: CheckpointStore;
  readonly emit: Emit;
  readonly stop: AbortSignal;
  /** Wall time of the whole run so far. */
  readonly seconds: () => number;
}

/** Prepares weights and images, trains, and measures. undefined: stopped before the first step. */
export async function trainRun(options: RunOptions): Promise<Results | undefined> {
  const { project, stop } = options;
  const { model } = project.config;
  const [height, width] = model.input_shape;
  const source = openImageSource({
    preprocessing: preprocessing({ height, width }),
    cacheBytes: model.image_cache_mb * 1e6,
    threads: availableParallelism(),
  });
  try {
    return await trainWith(source, options);
  } catch (error) {
    // What was under way, such as a download, may have been cut off by the stop.
    if (stop.aborted && error === stop.reason) return undefined;
    throw error;
  } finally {
    await source.close();
  }
}

async function trainWith(source: ImageSource, options: RunOptions): Promise<Results | undefined> {
  const { project, runtime, store, emit, stop } = options;
  const { config } = project;
  const rows = config.model.batch_size;
  const badImages = new BadImages(emit);
  const checkpoint = await store.load();
  const graph = buildNetwork(config);
  const weights = await startingWeights(config, graph, {
    resolve: (path) => resolveProjectPath(path, project),
    emit,
    stop,
  });
  const split = await lookAtImages(project.split, source, badImages, { config, emit, stop });
  const network = divided(graph, weights, config.model.freeze_convolutional_layers);
  const tasks = tasksOf(config);
  const lossWeights = tasks.map(({ task }) => config.model.loss_weights[task] ?? 1);
  const learner = new Learner({
    programs: runtime,
    graph: network.trained,
    weights: network.learning,
    lossWeights,
    classWeights: classWeights(config, tasks, split.train),
  });
  const inference = runtime.inference(network.trained, rows);
  const backbone = network.backbone && runtime.inference(network.backbone, rows);
  try {
    backbone?.load(network.frozen);
    const fingerprint = {
      seed: config.model.random_seed,
      config: configFingerprint(config),
      data: dataFingerprint(project.split),
      frozenWeights: hashTensors(await toHost(network.frozen)),
    };
    if (checkpoint) {
      refuseOtherRun(options.run, checkpoint.fingerprint, fingerprint);
      learner.restore(checkpoint.progress.steps, checkpoint.weights, checkpoint.optimizer);
    }
    const images = new ImageInputs({ source, config, split, badImages });
    const features = backbone && featureInputs(images, backbone, featuresOf(network), { split, project, emit });
    const session = {
      config,
      tasks,
      lossWeights,
      split,
      inputs: features ?? images,
      variantsLeft: (epoch: number) => features?.variantsLeft(epoch, config.model.epochs) ?? 0,
      learner,
      inference,
      badImages,
      store,
      history: await openHistory(options, tasks),
      fingerprint,
      resumed: checkpoint,
      emit,
      stop,
      seconds: options.seconds,
    };
    if (augmentsValidation(config))
      emit({ type: 'log', level: 'info', message: validationIsAugmented(config, features) });
    const end = await trainEpochs(session);
    return await finish(session, end, {
      save: (trained) => save(project, graph, new Map([...network.frozen, ...trained]), lossWeights),
      shown: (path) => pathFrom(project.root, path),
    });
  } finally {
    learner.dispose();
    inference.dispose();
    backbone?.dispose();
    tf.dispose([...network.frozen.values()]);
  }
}

function validationIsAugmented({ model }: Config, features: FeatureInputs | undefined): string {
  const drawn = features && features.variants < model.epochs ? `in ${features.variants} variants` : 'anew every epoch';
  return `Validation images are augmented, ${drawn} (augmentation.validation): the validation losses and accuracies that follow, and the best epoch, are of changed images. The report at the end measures the images as they are.`;
}

interface DividedNetwork {
  /** What steps run through: the whole network, or its heads. */
  readonly trained: Graph;
  readonly learning: Weights;
  /** What is run once per image, if the backbone is frozen. */
  readonly backbone: Graph | undefined;
  readonly frozen: Weights;
}

function divided(graph: Graph, weights: Weights, freeze: boolean): DividedNetwork {
  if (!freeze) return { trained: graph, learning: weights, backbone: undefined, frozen: new Map() };
  const { backbone, heads } = splitAtFeatures(graph);
  const of = (part: Graph) => new Map(weightSpecs(part).map(({ name }) => [name, weights.get(name)!]));
  return { trained: heads, learning: of(heads), backbone, frozen: of(backbone) };
}

/** How many features the backbone says of an image. */
function featuresOf({ trained }: DividedNetwork): number {
  return layerShapes(trained).get(trained.input)![0]!;
}

function featureInputs(
  images: ImageInputs,
  backbone: InferenceProgram,
  features: number,
  { split, project, emit }: { split: Split; project: TrainingProject; emit: Emit },
): FeatureInputs {
  const { augmentation, augmented_variants, batch_size, random_seed } = project.config.model;
  return new FeatureInputs({
    images,
    rows: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    backbone,
    features,
    batchSize: batch_size,
    seed: random_seed,
    variants: augmentation.enabled ? augmented_variants : 1,
    augmentsValidation: augmentsValidation(project.config),
    emit,
  });
}

/** The run's own history and the one that the config asks for, with the rows of the epochs that the checkpoint knows. */
async function openHistory({ project, run, store }: RunOptions, tasks: readonly Task[]): Promise<HistoryFile> {
  const header = historyHeader(tasks.map(({ task }) => task));
  const epochs = store.progress ? store.progress.epoch + 1 : 0;
  const asked = resolveProjectPath(project.config.paths.training_history_path, project);
  return HistoryFile.begin([run.history, asked], header, await keptRows(run.history, header, epochs));
}

async function save(
  { config, ...place }: TrainingProject,
  graph: Graph,
  weights: Weights,
  lossWeights: readonly number[],
): Promise<string> {
  const path = resolveProjectPath(config.paths.model_path, place);
  const training = { learningRate: config.model.learning_rate, lossWeights };
  await saveModel(path, graph, weights, modelMetadata(config), disk, training);
  return path;
}
