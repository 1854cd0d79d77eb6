import { type ByteSource, NotAFileError, openBytes } from './byte-source.ts';
import type { TextFault } from './file-problems.ts';

/** What is said of a file that is no text, in the words of those who read it. */
export interface TextProblems<Problem> {
  /** What went wrong on the way to the file's first byte. */
  fileProblem(file: string, error: unknown): Problem;
  notAFile(file: string, isFolder: boolean): Problem;
  /** @param what What the file is instead, such as "a PNG image". */
  notText(what: string): Problem;
  withoutByteOrderMark(): Problem;
  readonly nulCharacter: TextFault;
  /** @param byte The first one that does not fit; undefined where the file ends in the middle of a character. */
  undecodable(encoding: 'UTF-8' | 'UTF-16', byte: number | undefined): TextFault;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes read at a time; results do not depend on it. */
  readonly chunkSize?: number;
  /** The text of a CSV file in place of what the file holds, as it is in an editor before it is saved; bytes as they would be in the file. */
  readonly content?: string | Uint8Array | undefined;
}

export type TextPart<Problem> =
  | { readonly text: string }
  | { readonly fault: TextFault }
  | { readonly problem: Problem };

/** Small enough that parsing one chunk never holds up the event loop for long. */
const CHUNK_SIZE = 64 * 1024;

/**
 * The text of a file piece by piece, without its byte order mark: UTF-8, or UTF-16 with a byte order mark. A problem with the file, or a
 * fault that stands right after the text yielded so far, ends it. Throws only the signal's reason.
 */
export async function* readText<Problem>(
  file: string,
  words: TextProblems<Problem>,
  options: ReadOptions = {},
): AsyncGenerator<TextPart<Problem>, void, undefined> {
  options.signal?.throwIfAborted();
  let source: ByteSource;
  try {
    source = await openBytes(file, options);
  } catch (error) {
    yield {
      problem: error instanceof NotAFileError ? words.notAFile(file, error.isFolder) : words.fileProblem(file, error),
    };
    return;
  }
  try {
    yield* decode(source, file, words, options);
  } finally {
    await source.close();
  }
}

async function* decode<Problem>(
  source: ByteSource,
  file: string,
  words: TextProblems<Problem>,
  { signal, chunkSize = CHUNK_SIZE }: ReadOptions,
): AsyncGenerator<TextPart<Problem>, void, undefined> {
  const readAt = reader(source, file, words);
  const head = await readAt(Buffer.alloc(8), 0);
  const encoding = 'problem' in head ? head : encodingOf(head.bytes, words);
  if ('problem' in encoding) {
    yield encoding;
    return;
  }
  const decoder = new TextDecoder(encoding.label, { fatal: true, ignoreBOM: true });
  const buffer = Buffer.alloc(chunkSize);
  // The bytes of a character that the next chunk completes: the decoder keeps them too, but cannot tell them after a fault.
  let held = Buffer.alloc(0);
  for (let position = encoding.start; ; ) {
    signal?.throwIfAborted();
    const chunk = await readAt(buffer, position);
    if ('problem' in chunk) {
      yield chunk;
      return;
    }
    const atEnd = chunk.bytes.length === 0;
    position += chunk.bytes.length;
    const bytes = Buffer.concat([held, chunk.bytes]);
    const decoded = decodeOr(() => decoder.decode(chunk.bytes, { stream: !atEnd }));
    const text = decoded ?? longestText(bytes, encoding.label);
    const nul = text.indexOf('\0');
    if (nul >= 0) {
      yield { text: text.slice(0, nul) };
      yield { fault: words.nulCharacter };
      return;
    }
    if (text !== '') yield { text };
    const bytesDecoded = Buffer.byteLength(text, encoding.label === 'utf-8' ? 'utf8' : 'utf16le');
    if (decoded === undefined) {
      yield { fault: words.undecodable(encoding.name, atEnd ? undefined : bytes[bytesDecoded]) };
      return;
    }
    if (atEnd) return;
    held = bytes.subarray(bytesDecoded);
  }
}

function reader<Problem>(source: ByteSource, file: string, words: TextProblems<Problem>) {
  return async (buffer: Buffer, position: number): Promise<{ bytes: Buffer } | { problem: Problem }> => {
    try {
      return { bytes: buffer.subarray(0, await source.read(buffer, 0, buffer.length, position)) };
    } catch (error) {
      return { problem: words.fileProblem(file, error) };
    }
  };
}

type Encoding = { label: 'utf-8' | 'utf-16le' | 'utf-16be'; name: 'UTF-8' | 'UTF-16'; start: number };

/** Judges by the first 8 bytes, as Excel and editors do. */
export function encodingOf<Problem>(head: Buffer, words: TextProblems<Problem>): Encoding | { problem: Problem } {
  const hex = head.toString('hex');
  if (hex.startsWith('efbbbf')) return { label: 'utf-8', name: 'UTF-8', start: 3 };
  if (hex.startsWith('fffe')) return { label: 'utf-16le', name: 'UTF-16', start: 2 };
  if (hex.startsWith('feff')) return { label: 'utf-16be', name: 'UTF-16', start: 2 };
  const known = BINARY_FORMATS.find(([signature]) => hex.startsWith(signature));
  if (known) return { problem: words.notText(known[1]) };
  if (/^(00(?!00)..|(?!00)..00){2}/.test(hex)) return { problem: words.withoutByteOrderMark() };
  return { label: 'utf-8', name: 'UTF-8', start: 0 };
}

/** What people save under a text file's name by mistake, by its first bytes. */
const BINARY_FORMATS: readonly (readonly [string, string])[] = [
  ['504b0304', 'an Excel workbook or another zip archive'],
  ['d0cf11e0', 'an old Excel workbook (.xls)'],
  ['1f8b', 'a gzip archive'],
  ['25504446', 'a PDF document'],
  ['89504e47', 'a PNG image'],
  ['ffd8ff', 'a JPEG image'],
];

function decodeOr(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** The text before the first byte that cannot be decoded. Byte by byte, which only a fault makes necessary. */
function longestText(bytes: Buffer, label: string): string {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  let text = '';
  for (const byte of bytes) {
    const more = decodeOr(() => decoder.decode(Uint8Array.of(byte), { stream: true }));
    if (more === undefined) break;
    text += more;
  }
  return text;
}
