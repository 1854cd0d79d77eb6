import { appendFileSync, closeSync, createReadStream, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Files } from '../../core/files.ts';
import type { CropRecord } from './crop-protocol.ts';

/** What the journal is called in the folder of the crops. */
export const JOURNAL_NAME = '.multitask-crops.ndjson';

/** Crop → how it was made. Crops are named by their paths within the folder. */
export type CropRecords = ReadonlyMap<string, CropRecord>;

type JournalLine = readonly [crop: string, record: CropRecord];

/**
 * What was written down of crops made before; the newest word on each. Lines that a kill or a full disk left unfinished count for nothing, so
 * their crops are made again.
 */
export async function readJournal(path: string): Promise<CropRecords> {
  const records = new Map<string, CropRecord>();
  const stream = createReadStream(path);
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      const entry = parseLine(line);
      if (entry !== undefined) records.set(...(entry as [string, CropRecord]));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    stream.destroy();
  }
  return records;
}

/** A crop is written down only after it is in its place. */
export interface Journal {
  add(entries: readonly JournalLine[]): void;
  close(): void;
}

/** Goes on with the journal, or begins it. */
export function openJournal(path: string): Journal {
  const file = openSync(path, 'a');
  // Ends a line that was left unfinished.
  appendFileSync(file, '\n');
  return {
    add(entries) {
      if (entries.length > 0) appendFileSync(file, journalText(entries));
    },
    close: () => closeSync(file),
  };
}

/** Puts a journal of these crops alone in place of the one that grew with the work. */
export async function rewriteJournal(path: string, records: CropRecords, files: Files): Promise<void> {
  await files.replace(path, journalText([...records]));
}

const journalText = (entries: readonly JournalLine[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

function parseLine(line: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is JournalLine {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || typeof value[1] !== 'object' || value[1] === null)
    return false;
  const { source, from, box, quality, to, clipped } = value[1] as Record<string, unknown>;
  return (
    typeof source === 'string' &&
    typeof quality === 'number' &&
    typeof clipped === 'boolean' &&
    [from, box, to].every((list) => Array.isArray(list))
  );
}
