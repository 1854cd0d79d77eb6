import { existsSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../core/errors.ts';
import { disk, type Files, writeError } from '../../core/files.ts';
import { isRunning } from '../../core/runs/is-running.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { LoadedModel } from '../model-file/load-model.ts';
import { openModel } from '../model-file/open-model.ts';
import { type LadderOptions, openRuntime } from '../runtime/ladder.ts';
import type { Runtime } from '../runtime/rung.ts';
import type { ExportFormat } from './format.ts';
import { imagesToCompare } from './images.ts';
import { kerasFormat, predictWith, tfjsFormat } from './model-files.ts';
import { onnxFormat } from './onnx/onnx-format.ts';
import { agreement } from './parity.ts';

const FORMATS = { keras: kerasFormat, tfjs: tfjsFormat, onnx: onnxFormat } as const;

export type ExportFormatName = keyof typeof FORMATS;

export interface ExportRequest {
  /** Path of the model. */
  readonly model: string;
  /** Where the exported model shall be. */
  readonly out: string;
  readonly to: ExportFormatName;
  /** Image files to compare the two on; the first readable ones, spread evenly over the list, are. */
  readonly images: readonly string[];
  /** Says what the labels are, for a model that does not know its own. */
  readonly config?: Config;
  readonly runtime?: LadderOptions;
  /** Hears of every image that cannot be read. */
  readonly onUnreadable: (path: string, reason: string) => void;
  /** Aborted by whoever wants to leave: the export rejects with its reason, and `out` is as it was. */
  readonly stop?: AbortSignal;
}

/** An export that was found right. */
export interface Exported {
  readonly tasks: number;
  /** Images on which the two models were compared. */
  readonly images: number;
  /** The largest difference between the two probabilities of any label. */
  readonly difference: number;
}

/**
 * Writes a model in another format. What is written is first read again from a place beside `out` and compared with the model on images; only
 * if it says the same does it take the place of what is at `out`, in one move. Rejects with a UserError otherwise, and `out` is as it was.
 */
export async function exportModel(request: ExportRequest, files: Files = disk): Promise<Exported> {
  const format = FORMATS[request.to];
  await checkPlaces(request);
  await format.check(request.out);
  const { runtime } = await openRuntime(request.runtime);
  try {
    const { config, stop } = request;
    const model = await openModel(request.model, { ...(config && { config }), ...(stop && { signal: stop }) });
    try {
      return await exportOpened(model, { ...request, format, runtime, files });
    } finally {
      tf.dispose([...model.weights.values()]);
    }
  } finally {
    await runtime.dispose();
  }
}

async function checkPlaces({ model, out }: ExportRequest): Promise<void> {
  const [from, to] = await Promise.all([model, out].map((path) => realpath(path).catch(() => undefined)));
  if (from === undefined) throw new UserError(`There is no model at ${model}.`);
  if (from === to) throw new UserError(`${out} is the model itself; name another place for what is exported.`);
}

interface Export extends Pick<ExportRequest, 'out' | 'images' | 'onUnreadable' | 'stop'> {
  readonly format: ExportFormat;
  readonly runtime: Runtime;
  readonly files: Files;
}

async function exportOpened(
  model: LoadedModel,
  { out, images: paths, onUnreadable, stop, format, runtime, files }: Export,
): Promise<Exported> {
  const { tasks, preprocessing } = model.metadata;
  const compared = await imagesToCompare(paths, preprocessing, onUnreadable);
  const images = compared.map(({ pixels }) => pixels);
  const original = await predictWith(model, images, runtime);
  stop?.throwIfAborted();
  const workplace = await workplaceFor(out);
  try {
    const path = join(workplace, basename(resolve(out)));
    await format.write(path, model, files);
    stop?.throwIfAborted();
    const exported = await format.predict(path, { model, images, runtime });
    const difference = agreement({ original, exported, tasks, images: compared.map((image) => image.path) });
    stop?.throwIfAborted();
    await format.place(path, out, model, files);
    return { tasks: tasks.length, images: images.length, difference };
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

const WORKPLACE = /^\.multitask-export-(\d+)-/;

/**
 * A new folder on the disk on which `out` will be: so the last step is a move, which happens as a whole or not at all. Those of exports that
 * were killed are removed.
 */
async function workplaceFor(out: string): Promise<string> {
  let folder = dirname(resolve(out));
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    await removeAbandoned(folder);
    return await mkdtemp(join(folder, `.multitask-export-${process.pid}-`));
  } catch (error) {
    throw writeError(error, 'the exported model', out);
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = WORKPLACE.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
