import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProject } from '../../../core/check.ts';
import { endOfHdf5 } from '../../../core/weights/hdf5-superblock.ts';
import { PUBLISHED_DIGESTS } from '../../../core/weights/published-digests.ts';
import { weightsProblem } from '../../../core/weights/weights-problem.ts';
import { CONFIG, projectFolder, soundProject } from '../project-folder.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/keras-file');
const SMALL = join(import.meta.dirname, '../../../../shared/weights/mobilenet_2_5_224_tf_no_top.h5');
const note = existsSync(SMALL) ? '' : ' (not checked: ../shared with the weights is absent)';
const XCEPTION = 'xception_weights_tf_dim_ordering_tf_kernels_notop.h5';

const model = await readFile(join(FIXTURES, 'keras3-flat.h5'));

/** What is said of a weight file with this content. */
async function problemOf(content: Buffer | string, name = 'own.h5') {
  return weightsProblem(join(await projectFolder({ [name]: content }), name));
}

describe('a weight file', () => {
  it('is sound where it is whole', async () => {
    expect(await problemOf(model)).toBeUndefined();
  });

  it.each([
    ['', 'the file is empty'],
    [model.subarray(0, -1), /^the file is cut off: it has [\d.]+ kB of [\d.]+ kB$/],
    [model.subarray(0, 20), 'the first bytes of the file are damaged'],
    ['not weights', 'it is no HDF5 file'],
    ['\n<!DOCTYPE html><html>', 'it is a web page (HTML), not HDF5: the download went wrong'],
    ['version https://git-lfs.github.com/spec/v1\n', /^it is a Git LFS pointer/],
    ['PK\u0003\u0004', /^it is a zip archive/],
  ])('is told apart from what else lies under its name (%#)', async (content, damage) => {
    expect(await problemOf(content)).toEqual({
      damage: typeof damage === 'string' ? damage : expect.stringMatching(damage),
    });
  });

  it('is said to be missing where it went away meanwhile', async () => {
    expect(await weightsProblem('/nowhere/own.h5')).toEqual({ damage: 'the file does not exist' });
  });

  it('with the name of a published one has its bytes', async () => {
    const published = PUBLISHED_DIGESTS.get(XCEPTION);
    expect(await problemOf(model, XCEPTION)).toEqual({ published, found: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it(`is sound as it is published${note}`, async () => {
    if (!existsSync(SMALL)) return;
    expect(await weightsProblem(SMALL)).toBeUndefined();
  });

  it('is read again when it changed', async () => {
    const folder = await projectFolder({ [XCEPTION]: model });
    const found = async () => ((await weightsProblem(join(folder, XCEPTION))) as { found: string }).found;
    const before = await found();
    expect(await found()).toBe(before);
    await writeFile(join(folder, XCEPTION), Buffer.concat([model, Buffer.from('more')]));
    expect(await found()).not.toBe(before);
  });
});

describe('the end of an HDF5 file', () => {
  /** A superblock of the version, with addresses of this many bytes. */
  function superblock(version: number, addressSize: number, end: bigint): Buffer {
    const start = Buffer.alloc(96);
    start.write('\x89HDF\r\n\x1a\n', 'latin1');
    start[8] = version;
    start[version < 2 ? 13 : 9] = addressSize;
    const addresses = [24, 28, 12, 12][version] ?? 0;
    const at = addresses + 2 * addressSize;
    if (addressSize === 4) start.writeUInt32LE(Number(end), at);
    else start.writeBigUInt64LE(end, at);
    return start;
  }

  it.each([0, 1, 2, 3])('stands where version %i of the format has it', (version) => {
    expect(endOfHdf5(superblock(version, 8, 123_456_789_012n))).toBe(123_456_789_012n);
    expect(endOfHdf5(superblock(version, 4, 1234n))).toBe(1234n);
  });

  it('is not known of what no version has', () => {
    expect(endOfHdf5(superblock(4, 8, 1n))).toBeUndefined();
    expect(endOfHdf5(Buffer.from(superblock(0, 8, 1n).fill(3, 13, 14)))).toBeUndefined();
    expect(endOfHdf5(superblock(2, 8, 0xffff_ffff_ffff_ffffn))).toBeUndefined();
    expect(endOfHdf5(superblock(0, 8, 1n).subarray(0, 44))).toBeUndefined();
  });
});

it('a check names the weight file that training would start from', async () => {
  const text = CONFIG.replace('batch_size: 4', 'batch_size: 4\n  weights: own.h5');
  const root = await soundProject({ 'config.yml': text, 'own.h5': 'text' });
  const { findings } = await checkProject({ configFile: join(root, 'config.yml'), root });
  expect(findings).toMatchObject([
    { code: 'weights-file-damaged', location: { range: { start: { line: 9, column: 12 } } } },
  ]);
});
