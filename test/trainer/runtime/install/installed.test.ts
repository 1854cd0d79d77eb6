import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { InstalledRuntime } from '../../../../schemas/types/installed-runtime.ts';
import { installedRuntime, runtimeFolder } from '../../../../trainer/runtime/install/installed.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'installed-'));
  vi.stubEnv('MULTITASK_DATA', data);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(data, { recursive: true });
});

const MANIFEST: InstalledRuntime = {
  v: 1,
  kind: 'native',
  platform: `${process.platform}-${process.arch}`,
  tensorflow: '2.21.0',
  tfjs: '4.22.0',
  wheels: [{ file: 'a.whl', sha256: '0'.repeat(64), digestFrom: 'program' }],
  bytes: 1,
  installedAt: '2026-01-02T03:04:05.678Z',
};

async function write(text: string): Promise<void> {
  await mkdir(runtimeFolder('native'), { recursive: true });
  await writeFile(join(runtimeFolder('native'), 'runtime.json'), text);
}

test('a folder with a manifest is a runtime', async () => {
  await write(JSON.stringify(MANIFEST));
  expect(await installedRuntime('native')).toEqual({ folder: join(data, 'runtimes/native'), manifest: MANIFEST });
  expect(await installedRuntime('cuda')).toBeUndefined();
});

test.each<[string, string]>([
  ['without a manifest', ''],
  ['whose manifest is cut off', JSON.stringify(MANIFEST).slice(0, -10)],
  ['of a newer program', JSON.stringify({ ...MANIFEST, v: 2 })],
  ['of another kind', JSON.stringify({ ...MANIFEST, kind: 'cuda' })],
  ['made for another platform', JSON.stringify({ ...MANIFEST, platform: 'linux-s390x' })],
])('a folder %s is none', async (_, text) => {
  await write(text);
  expect(await installedRuntime('native')).toBeUndefined();
});

test('its path is absolute, so that it can be loaded from anywhere', () => {
  vi.stubEnv('MULTITASK_DATA', 'data');
  expect(runtimeFolder('native')).toBe(join(process.cwd(), 'data/runtimes/native'));
  vi.stubEnv('MULTITASK_DATA', '');
  expect(isAbsolute(runtimeFolder('cuda'))).toBe(true);
});
