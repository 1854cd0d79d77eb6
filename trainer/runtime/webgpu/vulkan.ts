import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * What Linux lacks of Vulkan, on which WebGPU runs there; undefined if nothing is seen to be missing. It is asked first because Dawn
 * would print warnings, and not say it to us.
 */
export function missingVulkan(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  if (!hasLoader()) return 'The Vulkan loader, libvulkan.so.1, is not installed.';
  return hasDriver() ? undefined : 'No Vulkan driver is installed.';
}

/** Asks the system's own search, as Dawn will. Loading fails either way: a library that is there is no Node addon. */
function hasLoader(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return true;
  } catch (error) {
    return !(error as Error).message.includes('cannot open shared object file');
  }
}

/** Whether any driver has a manifest where the loader looks for them (Vulkan-Loader, docs/LoaderDriverInterface.md). */
function hasDriver(): boolean {
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES, VK_ADD_DRIVER_FILES } = process.env;
  const named = VK_DRIVER_FILES || VK_ICD_FILENAMES;
  if (named) return named.split(delimiter).some((path) => existsSync(path));
  return (
    (VK_ADD_DRIVER_FILES ?? '').split(delimiter).some((path) => existsSync(path)) || manifestFolders().some(hasFiles)
  );
}

function manifestFolders(): string[] {
  const { XDG_CONFIG_HOME, XDG_CONFIG_DIRS, XDG_DATA_HOME, XDG_DATA_DIRS } = process.env;
  const roots = [
    XDG_CONFIG_HOME || join(homedir(), '.config'),
    XDG_CONFIG_DIRS || '/etc/xdg',
    '/etc',
    '/usr/local/etc',
    '/run/opengl-driver/share',
    XDG_DATA_HOME || join(homedir(), '.local/share'),
    XDG_DATA_DIRS || `/usr/local/share${delimiter}/usr/share`,
  ];
  return roots.flatMap((paths) => paths.split(delimiter)).map((root) => join(root, 'vulkan/icd.d'));
}

function hasFiles(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}
