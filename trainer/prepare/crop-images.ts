import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Files, writeError } from '../../core/files.ts';
import {
  type CropRecords,
  JOURNAL_NAME,
  type Journal,
  openJournal,
  readJournal,
  rewriteJournal,
} from './crop-journal.ts';
import type { CropOutcome, CropRecord, CropReply, CropTask } from './crop-protocol.ts';
import { type CropHand, type CropThreads, startCropThreads } from './crop-threads.ts';

/** So few that a stop is heard soon, so many that handing them over costs little. */
const CROPS_PER_REQUEST = 16;

export interface CropOptions {
  /** Absolute path of the folder that every target lies in. */
  readonly folder: string;
  readonly quality: number;
  readonly threads: number;
  readonly files: Files;
  readonly signal: AbortSignal;
  onProgress(done: number, total: number): void;
  /** Who makes the crops; threads of their own unless said otherwise. */
  startThreads?: typeof startCropThreads;
}

/**
 * Makes every crop that is not there already. Resolves to the outcomes in the tasks' order. Whatever ends this early, the next call goes on
 * where it was.
 *
 * @throws UserError if the disk refuses. The signal's reason, if it was asked to stop.
 */
export async function cropImages(tasks: readonly CropTask[], options: CropOptions): Promise<CropOutcome[]> {
  const { folder, quality, threads, files, signal, startThreads = startCropThreads } = options;
  const path = join(folder, JOURNAL_NAME);
  try {
    await mkdir(folder, { recursive: true });
    const before = await readJournal(path);
    const journal = openJournal(path);
    const crew = startThreads(threads, quality);
    try {
      const outcomes = await cropAll(tasks, before, journal, crew, options);
      signal.throwIfAborted();
      await rewriteJournal(path, recordsOf(tasks, outcomes, folder), files);
      return outcomes;
    } finally {
      await Promise.all(crew.hands.map((hand) => hand.close()));
      journal.close();
    }
  } catch (error) {
    throw writeError(error, 'the crops', folder);
  }
}

async function cropAll(
  tasks: readonly CropTask[],
  before: CropRecords,
  journal: Journal,
  crew: CropThreads,
  { folder, signal, onProgress }: CropOptions,
): Promise<CropOutcome[]> {
  const outcomes: CropOutcome[] = new Array(tasks.length);
  let next = 0;
  let done = 0;
  let over: unknown;
  const take = (first: number, names: readonly string[], { outcomes: found, failed }: CropReply) => {
    for (const [index, outcome] of found.entries()) outcomes[first + index] = outcome;
    journal.add(found.flatMap((each, i) => (each.kind === 'made' ? [[names[i]!, each.record] as const] : [])));
    done += found.length;
    onProgress(done, tasks.length);
    if (failed !== undefined) throw Object.assign(new Error(failed.message), { code: failed.code });
  };
  const work = async (hand: CropHand) => {
    while (next < tasks.length && over === undefined && !signal.aborted) {
      const first = next;
      next = Math.min(tasks.length, first + CROPS_PER_REQUEST);
      const batch = tasks.slice(first, next);
      const names = batch.map(({ target }) => relative(folder, target));
      try {
        take(first, names, await hand.crop(batch.map((task, i) => ({ ...task, before: before.get(names[i]!) }))));
      } catch (error) {
        over ??= error;
        crew.stop();
      }
    }
  };
  signal.addEventListener('abort', crew.stop, { once: true });
  // Each hand has its next request before it is done with one, so that it never waits for this thread.
  await Promise.all([...crew.hands, ...crew.hands].map(work));
  signal.removeEventListener('abort', crew.stop);
  if (over !== undefined) throw over;
  return outcomes;
}

function recordsOf(tasks: readonly CropTask[], outcomes: readonly CropOutcome[], folder: string): CropRecords {
  const records = new Map<string, CropRecord>();
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind !== 'left-out') records.set(relative(folder, tasks[index]!.target), outcome.record);
  }
  return records;
}
