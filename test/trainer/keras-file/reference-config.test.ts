import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tasksOf } from '../../../core/config/tasks.ts';
import type { Config } from '../../../schemas/types/config.ts';
import type { ClassifiedImage } from '../../../schemas/types/prediction.ts';
import { distFile } from '../../../trainer/dist-file.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import { weightSpecs } from '../../../trainer/network/weights.ts';
import { installedRuntime } from '../../../trainer/runtime/install/installed.ts';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import type { PublishedFile } from '../../../trainer/weights/published.ts';
import { noise } from '../images/pictures.ts';
import { reproducibleWeights } from '../network/reproducible.ts';
import { projectAt, trainHere } from '../training/in-process.ts';
import { sendFile, serve } from '../weights/file-server.ts';
import { h5Layers, writeKerasH5 } from '../weights/h5-files.ts';
import { noteOnPython, python, runPython } from './python.ts';

/** The config.yml of the Python project. It has no licence that would let it lie in this project. */
const CONFIG = fileURLToPath(new URL('../../../../shared/data/reference-project/config.yml', import.meta.url));
const PREDICT_IMAGES = new URL('../../fixtures/keras-file/predict_images.py', import.meta.url);
const MINUTES = 60_000;
/** Whose predictions are compared; they also train. */
const IMAGES = 50;
const TOLERANCE = 1e-4;
/** Of natural logarithms of probabilities, which tell images apart though the network is sure of itself. */
const LOG_TOLERANCE = 0.02;
/**
 * The config's learning rate of 0.01 changes random weights so much in one epoch that, by the statistics from before, activations grow from
 * layer to layer and every prediction becomes exactly 0 or 1. Variances that are larger from the start leave something to compare.
 */
const ROOM_TO_GROW = 5;

const published = vi.hoisted(() => ({ file: undefined as PublishedFile | undefined }));
vi.mock('../../../trainer/weights/published.ts', () => ({ publishedWeights: () => published.file }));

const present = existsSync(CONFIG);
const native = await installedRuntime('native');
const note = !present
  ? ' (not checked: ../shared with the config is absent)'
  : native === undefined
    ? ' (not checked: Xception at 224 pixels wants the native runtime; multitask runtime install native)'
    : noteOnPython.replace('not checked', 'not checked in Keras');

test(`the Python project's config.yml, byte for byte, trains to a file that Keras and classify agree on${note}`, {
  timeout: 9 * MINUTES,
}, async () => {
  if (!present || native === undefined) return;
  const root = await mkdtemp(join(tmpdir(), 'multitask-reference-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await copyFile(CONFIG, join(root, 'config.yml'));
  const files = await writeData(root);
  const { config } = await projectAt(root);
  const opened = await openRuntime({ rung: 'native' });
  onTestFinished(() => opened.runtime.dispose());
  await publishWeights(root, config);

  const { events } = await trainHere(root, {
    opened,
    onEvent: (event, stop) => event.type === 'epoch-ended' && stop(),
  });
  const path = join(root, 'model/model.h5');
  expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'stopped', epochs: 1, modelPath: path });
  const history = await readFile(join(root, 'model/training_history.csv'), 'utf8');
  expect(history).toMatch(/^epoch,.*print_clf_accuracy,.*\r\n0,.*\r\n$/);
  expect((await readFile(join(root, 'config.yml'))).equals(await readFile(CONFIG))).toBe(true);

  const ours = classified(path, files);
  expect(ours.map((rows) => rows.length)).toEqual([IMAGES, IMAGES, IMAGES]);
  // Images that all looked alike would prove little.
  const spreads = ours[0]![0]!.map((_, label) => spread(ours[0]!.map((row) => logOf(row[label]!))));
  expect(Math.max(...spreads)).toBeGreaterThan(10 * LOG_TOLERANCE);
  if (python === undefined) return;
  const theirs = (await runPython(PREDICT_IMAGES, [path, join(root, 'img_crop')])) as Predicted;
  expect(theirs.outputs).toEqual(tasksOf(config).map(({ task }) => `${task}_clf`));
  expect(theirs.files.map((file) => join(root, 'img_crop', file))).toEqual(files);
  const pairs = ours.flatMap((rows, task) =>
    rows.flatMap((row, image) => row.map((value, i) => [value, theirs.probabilities[task]![image]![i]!] as const)),
  );
  expect(Math.max(...pairs.map(([a, b]) => Math.abs(a - b)))).toBeLessThan(TOLERANCE);
  expect(Math.max(...pairs.map(([a, b]) => Math.abs(logOf(a) - logOf(b))))).toBeLessThan(LOG_TOLERANCE);

  /** Per task and image the probabilities in the order of the labels, as the command prints them. */
  function classified(model: string, images: readonly string[]): number[][][] {
    const args = ['classify', ...images, '--model', model, '--json', '--top', '10', '--runtime', 'native'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [distFile('multitask.js'), ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    const predictions = lines.map((line) => JSON.parse(line) as ClassifiedImage);
    return tasksOf(config).map(({ labels }, t) =>
      predictions.map(({ tasks }) =>
        labels.map((label) => tasks[t]!.labels.find((found) => found.label === label)!.probability),
      ),
    );
  }
});

/** Probabilities below what 32-bit numbers hold well count as that. */
const logOf = (probability: number) => Math.log(Math.max(probability, 1e-30));
const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

/** What predict_images.py says. */
interface Predicted {
  readonly files: readonly string[];
  readonly outputs: readonly string[];
  readonly probabilities: readonly (readonly (readonly number[])[])[];
}

/** The dataframe that the config names, and its images, which have the size of the input: nothing is resized on the way. */
async function writeData(root: string): Promise<string[]> {
  await mkdir(join(root, 'data'));
  await mkdir(join(root, 'img_crop'));
  const names = Array.from({ length: IMAGES }, (_, i) => `img_crop/${String(i).padStart(3, '0')}.png`);
  for (const [i, name] of names.entries()) {
    const picture = noise(2, 2, 977 * i + 1).resize(224, 224, { kernel: 'nearest' });
    await picture.png().toFile(join(root, name));
  }
  const labels = {
    print: ['embroidered', 'solid', 'graphic', 'floral', 'striped', 'lattice', 'pleated'],
    sleeves: ['sleeveless', 'long_sleeve', 'short_sleeve'],
    neckline: ['no_neckline', 'v_neckline', 'crew_neckline', 'square_neckline'],
  };
  const rows = names.map((name, i) => [name, ...Object.values(labels).map((all) => all[i % all.length])].join(','));
  await writeFile(
    join(root, 'data/processed_subset.csv'),
    ['processed_path,print,sleeves,neckline', ...rows, ''].join('\n'),
  );
  return names.map((name) => join(root, name));
}

/** In place of Keras' published weights, which are too large for tests: a file of the same layout, fetched and verified in the same way. */
async function publishWeights(root: string, config: Config): Promise<void> {
  const graph = buildNetwork(config);
  const weights = reproducibleWeights(graph, 'xception');
  const valuesOf = (weight: string) => {
    const values = weights.get(weight)!.dataSync<'float32'>();
    return weight.endsWith('/moving_variance') ? values.map((value) => value * ROOM_TO_GROW) : values;
  };
  const layers = h5Layers(weightSpecs(splitAtFeatures(graph).backbone)).map((layer) => ({
    ...layer,
    weights: layer.weights.map((weight) => ({ ...weight, values: valuesOf(weight.name.replace(/:0$/, '')) })),
  }));
  const path = join(root, 'notop.h5');
  await writeKerasH5(path, layers);
  const content = await readFile(path);
  const { url } = await serve((request, response) => sendFile(request, response, content));
  const hex = createHash('sha256').update(content).digest('hex');
  published.file = { name: 'xception_notop.h5', url, digest: { algorithm: 'sha256', hex } };
  vi.stubEnv('MULTITASK_CACHE', join(root, 'cache'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}
