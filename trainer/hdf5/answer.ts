import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sizeOf } from '../network/weight-specs.ts';
import type { KerasContent } from './keras-content.ts';

/** What the reading process says: what is in the file, or why that cannot be had, as a clause ("is a damaged HDF5 file"). */
export type Answer = KerasContent | Refusal;

export interface Refusal {
  readonly refused: string;
}

type Header = KerasContent<null> | Refusal;

/** Writes one answer: a line of JSON without the values, then the values of all weights as they lie in memory. */
export function writeAnswer(to: Writable, answer: Answer): Promise<void> {
  return pipeline(chunksOf(answer), to);
}

function* chunksOf(answer: Answer): Generator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(answer, (_, value) => (value instanceof Float32Array ? null : value))}\n`);
  if ('refused' in answer) return;
  for (const { values } of answer.layers.flatMap(({ weights }) => weights)) {
    if (values.length > 0) yield bytesOf(values);
  }
}

/** Reads what writeAnswer has written; undefined if the stream ends before its answer does. */
export async function readAnswer(from: Readable): Promise<Answer | undefined> {
  const chunks: AsyncIterator<Buffer> = from[Symbol.asyncIterator]();
  const line: Buffer[] = [];
  let rest: Buffer | undefined;
  while (rest === undefined) {
    const { done, value } = await chunks.next();
    if (done) return undefined;
    const end = value.indexOf('\n');
    line.push(end < 0 ? value : value.subarray(0, end));
    if (end >= 0) rest = value.subarray(end + 1);
  }
  const header = JSON.parse(Buffer.concat(line).toString()) as Header;
  if ('refused' in header) return header;

  const content: KerasContent = {
    ...header,
    layers: header.layers.map(({ name, weights }) => ({
      name,
      weights: weights.map((weight) => ({ ...weight, values: new Float32Array(sizeOf(weight.shape)) })),
    })),
  };
  for (const { values } of content.layers.flatMap(({ weights }) => weights)) {
    const bytes = bytesOf(values);
    for (let filled = 0; filled < bytes.length; ) {
      if (rest.length === 0) {
        const { done, value } = await chunks.next();
        if (done) return undefined;
        rest = value;
      }
      const part = rest.subarray(0, bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
    }
  }
  return content;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);
