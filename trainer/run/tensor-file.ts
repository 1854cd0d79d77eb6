import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Files } from '../../core/files.ts';

/** Numbers of a tensor outside the device, row after row. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type HostTensors = ReadonlyMap<string, HostTensor>;

/** What a manifest says of a file of tensors: their numbers as little-endian float32, one after another. */
export interface TensorFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

export async function writeTensors(
  files: Files,
  folder: string,
  file: string,
  tensors: HostTensors,
): Promise<TensorFile> {
  const { bytes, sha256 } = await files.write(join(folder, file), [...tensors.values()].map(bytesOf));
  return { file, bytes, sha256, tensors: [...tensors].map(([name, { shape }]) => ({ name, shape })) };
}

/** Rejects with a UserError unless the file is exactly the one that was written. */
export async function readTensors(folder: string, described: TensorFile): Promise<Map<string, HostTensor>> {
  const path = join(folder, described.file);
  const content = await readFile(path).catch((error: unknown) => {
    throw new UserError(`The checkpoint cannot be read: ${(error as Error).message}.`, { cause: error });
  });
  if (content.length !== described.bytes || createHash('sha256').update(content).digest('hex') !== described.sha256) {
    throw new UserError(
      `${path} is not the file that the run saved: its size or sha256 differs. Start a new run without --resume.`,
    );
  }
  let offset = 0;
  return new Map(
    described.tensors.map(({ name, shape }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const values = new Float32Array(size);
      bytesOf({ shape, values }).set(content.subarray(offset, offset + size * 4));
      offset += size * 4;
      return [name, { shape, values }];
    }),
  );
}

/** sha256 over names, shapes and numbers. */
export function hashTensors(tensors: HostTensors): string {
  const hash = createHash('sha256');
  for (const [name, tensor] of tensors) hash.update(`${name}[${tensor.shape}]`).update(bytesOf(tensor));
  return hash.digest('hex');
}

/** Every machine that Node runs on is little-endian. */
function bytesOf({ values }: HostTensor): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
