import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { readBytes } from '../images/image-header.ts';
import { fileReason } from '../images/unusable.ts';
import { bytes } from '../words.ts';
import { knownFileDigest } from './file-digest.ts';
import { endOfHdf5, HDF5_SIGNATURE, SUPERBLOCK_SIZE } from './hdf5-superblock.ts';
import { type Digest, PUBLISHED_DIGESTS } from './published-digests.ts';

/** What is wrong with the bytes of a weight file. */
export type WeightsProblem =
  /** Why it cannot be read as HDF5, such as "the file is empty". */
  | { readonly damage: string }
  /** It has the name of a file that Keras publishes, and other bytes. */
  | { readonly published: Digest; readonly found: string };

/** Looks at a weight file, without opening it as HDF5; undefined where nothing is wrong that shows by that. Never rejects. */
export async function weightsProblem(file: string): Promise<WeightsProblem | undefined> {
  try {
    const damage = await damageOf(file);
    if (damage !== undefined) return { damage };
    const published = PUBLISHED_DIGESTS.get(basename(file));
    if (!published) return undefined;
    const found = await knownFileDigest(file, published.algorithm);
    return found === published.hex ? undefined : { published, found };
  } catch (error) {
    return { damage: fileReason(error) };
  }
}

async function damageOf(file: string): Promise<string | undefined> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size === 0) return 'the file is empty';
    const start = Buffer.from(await readBytes(handle, 0, SUPERBLOCK_SIZE));
    if (!start.subarray(0, HDF5_SIGNATURE.length).equals(HDF5_SIGNATURE)) return whatElse(start);
    const end = endOfHdf5(start);
    if (end === undefined) return 'the first bytes of the file are damaged';
    if (end > size) return `the file is cut off: it has ${bytes(size)} of ${bytes(Number(end))}`;
    return undefined;
  } finally {
    await handle.close();
  }
}

/** What a file is that is not HDF5, by its first bytes. */
function whatElse(start: Buffer): string {
  const text = start.toString('latin1').trimStart().toLowerCase();
  const known = OTHERS.find(([, pattern]) => pattern.test(text));
  return `it is ${known?.[0] ?? 'no HDF5 file'}`;
}

/** What people have in place of a weight file, by its first characters in lower case. */
const OTHERS: readonly (readonly [string, RegExp])[] = [
  ['a web page (HTML), not HDF5: the download went wrong', /^<(!doctype html|html|head|body|\?xml)/],
  ['a Git LFS pointer, which `git lfs pull` replaces by the file', /^version https:\/\/git-lfs/],
  ['a zip archive, such as a .keras file, not HDF5', /^pk[^ -~]/],
];
