import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { DataframeProblem, Row } from '../../../core/dataframe/dataframe.ts';
import { type HeaderCell, readRows } from '../../../core/dataframe/read-rows.ts';
import type { ReadOptions } from '../../../core/dataframe/read-text.ts';

/** A folder of its own for the test file that asks, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'multitask-dataframe-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Reading {
  readonly header: readonly HeaderCell[] | undefined;
  readonly rows: readonly Row[];
  readonly problems: readonly DataframeProblem[];
}

/** Everything that readRows says about a file. */
export async function readAll(file: string, options: ReadOptions = {}): Promise<Reading> {
  let header: readonly HeaderCell[] | undefined;
  const rows: Row[] = [];
  const problems: DataframeProblem[] = [];
  for await (const part of readRows(file, options)) {
    if ('header' in part) header = part.header;
    else if ('rows' in part) rows.push(...part.rows);
    else problems.push(part.problem);
  }
  return { header, rows, problems };
}

/** Writes what is to be read, and reads it. */
export function csvReader(folder: string) {
  let files = 0;
  const write = (content: string | Uint8Array): string => {
    const file = join(folder, `${files++}.csv`);
    writeFileSync(file, content);
    return file;
  };
  const read = (content: string | Uint8Array, options?: ReadOptions) => readAll(write(content), options);
  return { write, read };
}
