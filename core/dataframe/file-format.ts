import { extname } from 'node:path';
import { openBytes } from './byte-source.ts';
import type { ReadOptions } from './read-text.ts';

/** text: CSV, or something that reading it as CSV will explain. no-parquet: a file named .parquet that is neither. */
export type FileFormat = 'text' | 'parquet' | 'encrypted-parquet' | 'no-parquet';

/** Enough to tell text from anything else. */
const HEAD = 4096;

/** What a dataframe is, by its first bytes; the ending of its name only decides how to call what is neither. Content in its place is text. Never rejects. */
export async function fileFormat(file: string, { content }: Pick<ReadOptions, 'content'> = {}): Promise<FileFormat> {
  if (content !== undefined) return 'text';
  const head = await firstBytes(file);
  const mark = head.toString('latin1', 0, 4);
  if (mark === 'PAR1') return 'parquet';
  if (mark === 'PARE') return 'encrypted-parquet';
  const isNamedParquet = extname(file).toLowerCase() === '.parquet';
  const isUtf16 = mark.startsWith('\u00ff\u00fe') || mark.startsWith('\u00fe\u00ff');
  return isNamedParquet && head.includes(0) && !isUtf16 ? 'no-parquet' : 'text';
}

/** None of a file that cannot be read: whoever reads it as text says why. */
async function firstBytes(file: string): Promise<Buffer> {
  try {
    const source = await openBytes(file, {});
    try {
      const head = Buffer.alloc(HEAD);
      return head.subarray(0, await source.read(head, 0, HEAD, 0));
    } finally {
      await source.close();
    }
  } catch {
    return Buffer.alloc(0);
  }
}
