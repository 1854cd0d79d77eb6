import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';

/** text: CSV, or something that reading it as CSV will explain. no-parquet: a file named .parquet that is neither. */
export type FileFormat = 'text' | 'parquet' | 'encrypted-parquet' | 'no-parquet';

/** Enough to tell text from anything else. */
const HEAD = 4096;

/** What a dataframe is, by its first bytes; the ending of its name only decides how to call what is neither. Never rejects. */
export async function fileFormat(file: string): Promise<FileFormat> {
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
    // Opening a pipe would wait for its writer, so look first.
    if (!(await stat(file)).isFile()) return Buffer.alloc(0);
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return Buffer.alloc(0);
  }
}
