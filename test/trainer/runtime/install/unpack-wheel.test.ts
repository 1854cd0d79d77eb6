import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unpackWheel } from '../../../../trainer/runtime/install/unpack-wheel.ts';
import { zip } from './zip.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheel-'));
});
afterEach(() => rm(folder, { recursive: true }));

const LONG = 'a library\n'.repeat(300_000);
const { signal } = new AbortController();

async function unpack(archive: Buffer, wanted = (_name: string): boolean => true) {
  const path = join(folder, 'wheel.whl');
  await writeFile(path, archive);
  const progress: [number, number][] = [];
  await unpackWheel(path, join(folder, 'out'), { wanted, signal, onBytes: (...bytes) => progress.push(bytes) });
  return progress;
}

const textOf = (name: string) => readFile(join(folder, 'out', name), 'utf8');

describe('a wheel', () => {
  test('gives the wanted files, with their permissions, and says how far it is', async () => {
    const progress = await unpack(
      zip([
        { name: 'tensorflow/lib.so.2', data: LONG },
        { name: 'tensorflow/empty.h', data: '' },
        { name: 'tensorflow/python/much.py', data: 'unwanted' },
        { name: 'tensorflow/', data: '' },
        { name: 'bin/ptxas', data: 'program', mode: 0o100755, stored: true },
      ]),
      (name) => !name.endsWith('.py'),
    );
    expect(await textOf('tensorflow/lib.so.2')).toBe(LONG);
    expect(await textOf('tensorflow/empty.h')).toBe('');
    expect(await textOf('bin/ptxas')).toBe('program');
    expect((await stat(join(folder, 'out/bin/ptxas'))).mode & 0o111).toBe(0o111);
    await expect(textOf('tensorflow/python/much.py')).rejects.toThrow('ENOENT');
    const total = LONG.length + 'program'.length;
    expect(progress.at(-1)).toEqual([total, total]);
    expect(progress.length).toBeGreaterThan(2);
  });

  test('may have sizes of 64 bits and a comment at its end', async () => {
    await unpack(
      zip([
        { name: 'a', data: 'first' },
        { name: 'b', data: LONG, wide: true },
      ]),
    );
    expect(await textOf('b')).toBe(LONG);
    await unpack(zip([{ name: 'c', data: 'third' }], 'a comment'));
    expect(await textOf('c')).toBe('third');
  });
});

describe('what is no wheel', () => {
  const whole = zip([{ name: 'a', data: LONG }]);
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 60, 200);

  test.each<[string, Buffer, string]>([
    ['an error page', Buffer.from('<html>404</html>'), 'it is no zip file'],
    ['an empty file', Buffer.alloc(0), 'it is no zip file'],
    ['a file that was cut off', whole.subarray(0, 500), 'it is no zip file'],
    ['a file whose beginning is missing', whole.subarray(100), 'its directory is damaged'],
    ['a file with other bytes inside', damaged, 'a is damaged'],
    ['a way out of the folder', zip([{ name: '../a', data: '' }]), 'invalid relative path: ../a'],
    ['a place of its own choice', zip([{ name: '/etc/a', data: '' }]), 'absolute path: /etc/a'],
  ])('%s is refused', async (_, archive, reason) => {
    await expect(unpack(archive)).rejects.toMatchObject({ name: 'BadWheel', message: expect.stringContaining(reason) });
  });
});

test('a full disk is told as it is', async () => {
  await mkdir(join(folder, 'out'));
  await symlink('/dev/full', join(folder, 'out/a'));
  await expect(unpack(zip([{ name: 'a', data: LONG }]))).rejects.toMatchObject({ code: 'ENOSPC' });
});

test('an abort ends it', async () => {
  const path = join(folder, 'wheel.whl');
  await writeFile(path, zip([{ name: 'a', data: LONG }]));
  const stopped = AbortSignal.abort();
  await expect(unpackWheel(path, folder, { wanted: () => true, signal: stopped })).rejects.toThrow('abort');
});
