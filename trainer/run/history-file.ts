import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { disk, writeError } from '../../core/files.ts';
import { epochOfRow } from '../training/callbacks/csv-logger.ts';

/** The training history as CSV, in one or more files with the same bytes. */
export class HistoryFile {
  readonly #paths: readonly string[];

  private constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** Starts the files anew, with these rows. */
  static async begin(paths: readonly string[], header: string, rows: readonly string[]): Promise<HistoryFile> {
    for (const path of paths) {
      await saving(path, async () => {
        await mkdir(dirname(path), { recursive: true });
        await disk.replace(path, header + rows.join(''));
      });
    }
    return new HistoryFile(paths);
  }

  /** Adds a row and waits until the disk has it. */
  async append(row: string): Promise<void> {
    for (const path of this.#paths) {
      await saving(path, async () => {
        const file = await open(path, 'a');
        try {
          await file.writeFile(row);
          await file.sync();
        } finally {
          await file.close();
        }
      });
    }
  }
}

/** The complete rows of the epochs before `epochs`: what a crash has torn, and what the checkpoint does not know, is left out. */
export async function keptRows(path: string, header: string, epochs: number): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (!text.startsWith(header)) return [];
  const lines = text.slice(header.length).split(/(?<=\r\n)/);
  const torn = lines.findIndex((line, i) => epochOfRow(line) !== i || i >= epochs);
  return torn < 0 ? lines : lines.slice(0, torn);
}

async function saving(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw writeError(error, 'the training history', path);
  }
}
