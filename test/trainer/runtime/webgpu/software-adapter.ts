import { existsSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAdapter } from '../../../../trainer/runtime/webgpu/adapter.ts';
import { openDawn } from '../../../../trainer/runtime/webgpu/dawn.ts';

/** Where browsers keep SwiftShader, a Vulkan device that is a program, and the Vulkan loader beside it. */
const FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
  '/opt/chromium.org/chromium',
];

/** A loaded library stays loaded: glibc's RTLD_NODELETE, which Node has no name for. */
const RTLD_NODELETE = 0x1000;

/** What a process needs in its environment to see a software device where the system itself has none. */
export const softwareEnvironment: NodeJS.ProcessEnv = environment();

/** Whether this process can have a graphics device; a software one will do. */
export const hasAdapter = await lookForAdapter();

/** Added to the names of tests that need a device. */
export const note = hasAdapter ? '' : ' (not checked: there is no Vulkan device, not even SwiftShader from a browser)';

function environment(): NodeJS.ProcessEnv {
  const folder = FOLDERS.find((path) => existsSync(join(path, 'vk_swiftshader_icd.json')));
  const { VK_ICD_FILENAMES, VK_DRIVER_FILES, LD_LIBRARY_PATH, XDG_RUNTIME_DIR } = process.env;
  if (process.platform !== 'linux' || VK_ICD_FILENAMES || VK_DRIVER_FILES || folder === undefined) return {};
  return {
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
    LD_LIBRARY_PATH: [LD_LIBRARY_PATH, folder].filter(Boolean).join(':'),
    XDG_RUNTIME_DIR: XDG_RUNTIME_DIR ?? tmpdir(),
  };
}

async function lookForAdapter(): Promise<boolean> {
  Object.assign(process.env, softwareEnvironment);
  // The search path of a process that runs is fixed: a loader that is already there is what Dawn finds.
  for (const folder of softwareEnvironment.LD_LIBRARY_PATH?.split(':') ?? [])
    keepLoaded(join(folder, 'libvulkan.so.1'));
  try {
    const { gpu } = await openDawn();
    await findAdapter(gpu, true);
    return true;
  } catch {
    return false;
  }
}

/** Loads a library that is no Node addon: Node says so, and it stays. */
function keepLoaded(library: string): void {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch {}
}
