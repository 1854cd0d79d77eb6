import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { missingVulkan } from '../../../../trainer/runtime/webgpu/vulkan.ts';
import { hasAdapter, note } from './software-adapter.ts';

const NO_DRIVER = 'No Vulkan driver is installed.';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multitask-vulkan-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test(`a driver that is named and absent is missing${note}`, () => {
  // A process that sees a device has the loader.
  if (!hasAdapter || process.platform !== 'linux') return;
  vi.stubEnv('VK_DRIVER_FILES', join(folder, 'absent.json'));
  expect(missingVulkan()).toBe(NO_DRIVER);
});

test(`a driver is found by its manifest${note}`, async () => {
  if (!hasAdapter || process.platform !== 'linux') return;
  for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES']) vi.stubEnv(name, '');
  vi.stubEnv('XDG_DATA_HOME', folder);
  await mkdir(join(folder, 'vulkan/icd.d'), { recursive: true });
  await writeFile(join(folder, 'vulkan/icd.d/some_icd.json'), '{}');
  expect(missingVulkan()).toBeUndefined();
});

test('only Linux needs Vulkan', () => {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  try {
    expect(missingVulkan()).toBeUndefined();
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
  }
});
