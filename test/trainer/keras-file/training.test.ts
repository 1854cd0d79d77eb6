import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ModelMetadata } from '../../../schemas/types/model-metadata.ts';
import type { WeightsDigest } from '../../../trainer/model-file/weight-values.ts';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import { type TestRunOptions, trainHere } from '../training/in-process.ts';
import { makeProject, type ProjectOptions, removeProject } from '../training/project.ts';
import { structureOf } from './h5-structure.ts';

let opened: Awaited<ReturnType<typeof openRuntime>>;
beforeAll(async () => {
  opened = await openRuntime();
});
afterAll(() => opened.runtime.dispose());

let root: string;
afterEach(() => removeProject(root));

const PATH = 'out/model.h5';

/** A small project whose model is to be a Keras file. */
async function makeKerasProject(model: ProjectOptions['model'] = {}): Promise<void> {
  root = await makeProject({ model: { learning_rate: 0.003, ...model } });
  const config = join(root, 'config.yml');
  await writeFile(config, (await readFile(config, 'utf8')).replace('model_path: out/model,', `model_path: ${PATH},`));
}

const trainKeras = (options: Omit<TestRunOptions, 'opened'> = {}) => trainHere(root, { opened, ...options });

/** The file's own words about the weights in it. */
async function ownWords() {
  const { multitask, trainingConfig, layerNames } = await structureOf(join(root, PATH));
  return {
    ...(multitask as { metadata: ModelMetadata; weights: WeightsDigest }),
    training: trainingConfig as { optimizer_config: { config: { learning_rate: number } }; loss_weights: object },
    layerNames,
  };
}

test.each([false, true])('a run ends with a Keras file (frozen backbone: %s)', async (freeze) => {
  await makeKerasProject({ freeze_convolutional_layers: freeze, loss_weights: '{ bright: 2 }' });
  const { events } = await trainKeras();
  expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'finished', modelPath: join(root, PATH) });
  expect(await readdir(join(root, 'out'))).toEqual(['history.csv', 'model.h5']);
  const { metadata, training, layerNames } = await ownWords();
  expect(metadata.tasks).toEqual([
    { task: 'colour', labels: ['red', 'green', 'blue'] },
    { task: 'bright', labels: ['yes', 'no'] },
  ]);
  expect(layerNames).toEqual(['model_input', 'rescaling', 'mobilenet_0.10_32', 'colour_clf', 'bright_clf']);
  expect(training.optimizer_config.config.learning_rate).toBe(0.003);
  expect(training.loss_weights).toEqual({ colour_clf: 1, bright_clf: 2 });
});

test('a run that is stopped and goes on ends with the weights of one that was not', async () => {
  await makeKerasProject();
  const stopped = await trainKeras({ onEvent: (event, stop) => event.type === 'epoch-ended' && stop() });
  expect(stopped.events.at(-1)).toMatchObject({ status: 'stopped', epochs: 1, modelPath: join(root, PATH) });
  await rm(join(root, PATH));
  const resumed = await trainKeras({ run: stopped.run });
  expect(resumed.events.at(-1)).toMatchObject({ status: 'finished', epochs: 3 });
  const { weights } = await ownWords();
  await trainKeras();
  expect((await ownWords()).weights).toEqual(weights);
});
