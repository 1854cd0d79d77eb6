import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate as afterOtherWork } from 'node:timers/promises';
import { quote } from '../../findings/words.ts';
import { count } from '../../words.ts';
import type { DataframeProblem, Row } from '../dataframe.ts';
import { duplicateColumns, fileProblem, onlyHeader } from '../file-problems.ts';
import type { DataframePart } from '../read-rows.ts';
import type { ReadOptions } from '../read-text.ts';
import { type CellPieces, isRead, NOT_READ, readCells } from './column-reader.ts';
import { damaged, ParquetFault } from './fault.ts';
import { type ParquetColumn, type RowGroup, readFooter } from './footer.ts';
import { RandomFile } from './random-file.ts';

/** Rows that are handed on at a time, between which the event loop gets its turn. */
const BATCH_ROWS = 4096;

/**
 * A Parquet dataframe, streamed page by page as readRows streams a CSV file: the same parts, but rows have no lines and names no ranges. Whatever is
 * wrong with the file is a fatal problem. Throws only the signal's reason.
 */
export async function* readParquet(
  file: string,
  { signal }: ReadOptions,
): AsyncGenerator<DataframePart, void, undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    yield* tableOf(new RandomFile(handle, size, signal), signal);
  } catch (error) {
    signal?.throwIfAborted();
    yield { problem: asProblem(error, file) };
  } finally {
    await handle?.close();
  }
}

async function* tableOf(
  file: RandomFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<DataframePart, void, undefined> {
  const footer = await readFooter(file);
  const names = footer.columns.map(({ name }) => name);
  yield { header: names.map((name) => ({ name })) };
  for (const problem of duplicateColumns(names)) yield { problem };
  if (footer.rows === 0) yield { problem: onlyHeader(names.length) };
  let done = 0;
  for (const [index, group] of footer.groups.entries()) {
    const columns = footer.columns.map((column, at) => {
      const cells = isRead(column, at, footer)
        ? readCells(file, group.chunks[at] ?? [], column, footer.root)
        : unreadCells(group);
      return new ColumnCursor(cells, column, index);
    });
    try {
      for (let left = group.rows; left > 0; ) {
        const size = Math.min(left, BATCH_ROWS);
        const cells: (readonly string[])[] = [];
        for (const column of columns) cells.push(await column.take(size));
        yield { rows: rowsOf(cells, size, done) };
        done += size;
        left -= size;
        await afterOtherWork();
        signal?.throwIfAborted();
      }
    } finally {
      for (const column of columns) await column.close();
    }
  }
}

function rowsOf(columns: readonly (readonly string[])[], size: number, before: number): Row[] {
  return Array.from({ length: size }, (_, index) => ({
    row: before + index + 1,
    cells: columns.map((cells) => cells[index] as string),
  }));
}

async function* unreadCells({ rows }: RowGroup): CellPieces {
  for (let left = rows; left > 0; left -= BATCH_ROWS) yield new Array(Math.min(left, BATCH_ROWS)).fill(NOT_READ);
}

/** Takes as many cells as are asked for out of pieces of any length. */
class ColumnCursor {
  readonly #pieces: CellPieces;
  readonly #column: ParquetColumn;
  readonly #group: number;
  #piece: readonly string[] = [];
  #next = 0;

  constructor(pieces: CellPieces, column: ParquetColumn, group: number) {
    this.#pieces = pieces;
    this.#column = column;
    this.#group = group;
  }

  async take(size: number): Promise<readonly string[]> {
    const taken: string[] = [];
    while (taken.length < size) {
      if (this.#next === this.#piece.length) await this.#turnPage();
      const end = Math.min(this.#piece.length, this.#next + size - taken.length);
      for (; this.#next < end; this.#next++) taken.push(this.#piece[this.#next] as string);
    }
    return taken;
  }

  /** Gives back the last page, and the dictionary of all. */
  async close(): Promise<void> {
    await this.#pieces.return();
  }

  async #turnPage(): Promise<void> {
    const { value, done } = await this.#pieces.next().catch((error: unknown) => {
      throw this.#located(error);
    });
    if (done) throw this.#located(damaged('it has fewer rows than its footer says'));
    this.#piece = value;
    this.#next = 0;
  }

  /** Says where; what hyparquet throws is about bytes that make no sense. */
  #located(error: unknown): unknown {
    const isAboutTheSystem = typeof (error as NodeJS.ErrnoException)?.syscall === 'string';
    if (isAboutTheSystem) return error;
    const { code, message } = error instanceof ParquetFault ? error : damaged('its values cannot be decoded');
    return new ParquetFault(
      code,
      `${message} (Column ${quote(this.#column.name)}, row group ${count(this.#group + 1)}.)`,
    );
  }
}

function asProblem(error: unknown, file: string): DataframeProblem {
  if (error instanceof ParquetFault) return error.problem;
  if (typeof (error as NodeJS.ErrnoException)?.syscall === 'string') return fileProblem(file, error);
  throw error;
}
