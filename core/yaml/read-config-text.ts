import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Finding } from '../../schemas/types/finding.ts';
import { quote } from '../findings/words.ts';
import { MAX_CONFIG_BYTES, tooLarge } from './guards.ts';

/** The text of a config file, UTF-8 or UTF-16 with a byte order mark, or why there is none. Only ordinary files are opened. */
export async function readConfigText(file: string): Promise<{ text: string } | { finding: Finding }> {
  const fail = (code: string, message: string) => ({
    finding: { code, severity: 'error', message, location: { file } } satisfies Finding,
  });
  let bytes: Buffer;
  try {
    const found = await stat(file);
    if (found.isDirectory())
      return fail('config-missing', `This is a folder. Name the config file in it, such as ${quote('config.yml')}.`);
    if (!found.isFile()) return fail('config-missing', 'This is not an ordinary file. Name a config file.');
    // Twice, for a config in UTF-16.
    if (found.size > 2 * MAX_CONFIG_BYTES) return { finding: tooLarge(file, found.size) };
    bytes = await readFile(file);
  } catch (error) {
    return fail('config-missing', unreadable(file, (error as NodeJS.ErrnoException).code));
  }
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return bytes.includes(0)
      ? fail('config-binary', 'The file is not plain text: it holds NUL bytes. Save the config as a UTF-8 text file.')
      : fail(
          'config-encoding',
          `The file is not UTF-8 text: the first bytes that are not stand on line ${badLine(bytes)}. Save it as UTF-8.`,
        );
  }
}

function unreadable(file: string, code: string | undefined): string {
  if (code === 'EACCES' || code === 'EPERM') return 'This file may not be read. Give yourself the right to read it.';
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return `This file cannot be read (${code ?? 'unknown reason'}).`;
  const folder = dirname(file);
  return existsSync(folder)
    ? 'There is no such file. Check the name of the config.'
    : `There is no such file, and no folder ${quote(folder)} either. Check the path of the config.`;
}

/** The first line, counted from 1, whose bytes are not UTF-8. */
function badLine(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end < 0 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop;
  }
  return line;
}
