// 10 000 crops of multitask prepare deepfashion, against Pillow one after another as in the Python project. Both sides in turn, from the same
// files, at the same quality. --crops N for another number.
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { checkDatasetConfig } from '../core/dataset-config/check-dataset-config.ts';
import { disk } from '../core/files.ts';
import type { DatasetConfig } from '../schemas/types/dataset-config.ts';
import { cropImages } from '../trainer/prepare/crop-images.ts';
import { planCrops } from '../trainer/prepare/crop-plan.ts';
import type { CropTask } from '../trainer/prepare/crop-protocol.ts';
import { modelledGarments } from '../trainer/prepare/dataset-rows.ts';
import { pythonEnvironment } from './runtimes/python-environment.ts';

const ROUNDS = 3;
const QUALITY = 95;
const THREADS = availableParallelism();
const EXAMPLE = resolve('examples/deepfashion');
const PILLOW = resolve('bench/crops/python/crop_with_pillow.py');

interface Time {
  /** By the clock, and of all cores together. */
  readonly seconds: number;
  readonly cpu: number;
}

const { values } = parseArgs({ options: { crops: { type: 'string', default: '10000' } } });
await bench(Number(values.crops));

async function bench(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'multitask-bench-'));
  try {
    const tasks = await drawnTasks(folder, count);
    console.log(
      `${tasks.length} crops of pictures of about 300 × 260 pixels, JPEG quality ${QUALITY}, ${THREADS} threads`,
    );
    const python = pythonEnvironment([{ module: 'PIL', requirement: 'pillow' }]);
    const [ours, theirs]: [Time[], Time[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      // Into new folders, and nothing is deleted before the end: file systems are slow for a while after they deleted many files.
      if (python !== undefined) theirs.push(withPillow(python, tasks, join(folder, `pillow${round}`)));
      ours.push(await measured(() => crop(tasks, join(folder, `ours${round}`))));
    }
    const again = await measured(() => crop(tasks, join(folder, 'ours0')));
    report(tasks.length, ours, theirs, again);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A tree of a few hundred different pictures under as many names as there are to be crops. */
async function drawnTasks(folder: string, count: number): Promise<readonly CropTask[]> {
  const options = ['--images', `${count}`, '--different', `${Math.min(300, count)}`, '--out', folder];
  run(process.execPath, [join(EXAMPLE, 'draw-anno-fine.mjs'), ...options]);
  const configFile = join(folder, 'dataset_config.yml');
  await copyFile(join(EXAMPLE, 'dataset_config.yml'), configFile);
  const { config, garments } = await checkDatasetConfig({ configFile, root: folder });
  const everything: DatasetConfig = {
    ...config!,
    categories: { ...config!.categories, to_model: ['Dresses', 'Tops', 'Shirts'] },
  };
  return planCrops(modelledGarments(garments!, everything), everything, { configFile, root: folder }).tasks;
}

function withPillow(python: string, tasks: readonly CropTask[], folder: string): Time {
  const crops = movedTo(folder, tasks).map(({ source, target, box }) => [source, target, box]);
  return JSON.parse(run(python, [PILLOW], JSON.stringify({ quality: QUALITY, crops }))) as Time;
}

/** The same crops in another folder. */
function movedTo(folder: string, tasks: readonly CropTask[]): CropTask[] {
  return tasks.map((task) => ({ ...task, target: join(folder, ...task.target.split(sep).slice(-2)) }));
}

async function crop(tasks: readonly CropTask[], folder: string): Promise<void> {
  const { signal } = new AbortController();
  const options = { folder, quality: QUALITY, threads: THREADS, files: disk, signal, onProgress: () => {} };
  const outcomes = await cropImages(movedTo(folder, tasks), options);
  const missing = outcomes.find((outcome) => outcome.kind === 'left-out');
  if (missing !== undefined) throw new Error(missing.reason);
}

async function measured(work: () => Promise<void>): Promise<Time> {
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - begin) / 1000, cpu: (user + system) / 1e6 };
}

function run(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${error?.message ?? stderr}`);
  return stdout;
}

function report(count: number, ours: readonly Time[], theirs: readonly Time[], again: Time): void {
  console.log(`best of ${ROUNDS} rounds, in turn       seconds   CPU seconds   crops/s`);
  const line = (name: string, { seconds, cpu }: Time) =>
    console.log(
      `${name.padEnd(28)} ${seconds.toFixed(2).padStart(8)} ${cpu.toFixed(2).padStart(13)} ${(count / seconds).toFixed(0).padStart(9)}`,
    );
  const own = best(ours);
  line('multitask prepare', own);
  line('  again, all there already', again);
  if (theirs.length === 0) return;
  const other = best(theirs);
  line('Pillow, one process', other);
  const ratios = ours.map(({ seconds }, round) => theirs[round]!.seconds / seconds);
  const shown = ratios.map((ratio) => `${ratio.toFixed(1)}×`).join(', ');
  console.log(`faster than Pillow: ${(other.seconds / own.seconds).toFixed(2)}× (by round: ${shown})`);
  console.log(`CPU time to Pillow's: ${(own.cpu / other.cpu).toFixed(2)}`);
}

/** On a machine with other work, the round that was disturbed least. */
function best(times: readonly Time[]): Time {
  return times.reduce((least, time) => (time.seconds < least.seconds ? time : least));
}
