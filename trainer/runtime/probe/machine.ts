import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installedRuntime } from '../install/installed.ts';

/** What decides which runtimes a machine could have. */
export interface Machine {
  /** As in Node: linux-x64, darwin-arm64. */
  readonly platform: string;
  /** Makers of its GPUs; undefined: the system does not say. */
  readonly gpus: readonly Maker[] | undefined;
  readonly nvidiaDriver: boolean;
  /** Whether the library that finds Vulkan drivers is there; other systems than Linux need none. */
  readonly vulkanLoader: boolean;
  /** Whether the npm package webgpu is there. */
  readonly webgpuPackage: boolean;
  /** Which private runtimes are there. */
  readonly installed: { readonly native: boolean; readonly cuda: boolean };
}

export type Maker = 'NVIDIA' | 'AMD' | 'Intel' | 'another maker';

export async function thisMachine(): Promise<Machine> {
  const [native, cuda] = await Promise.all([installedRuntime('native'), installedRuntime('cuda')]);
  return {
    platform: `${process.platform}-${process.arch}`,
    ...(process.platform === 'linux' ? await linuxGraphics('/') : elsewhere),
    webgpuPackage: hasPackage('webgpu'),
    installed: { native: native !== undefined, cuda: cuda !== undefined },
  };
}

type Graphics = Pick<Machine, 'gpus' | 'nvidiaDriver' | 'vulkanLoader'>;

/** Windows and macOS bring a graphics driver along, and do not say in a file what GPU they have. */
const elsewhere: Graphics = { gpus: undefined, nvidiaDriver: true, vulkanLoader: true };

/** @param root The folder that the system's files are under: / but for tests. */
export async function linuxGraphics(root: string): Promise<Graphics> {
  const isThere = (path: string) => existsSync(join(root, path));
  const nvidiaDriver = NVIDIA_DRIVER.some(isThere);
  return {
    gpus: await gpusOf(root, nvidiaDriver),
    nvidiaDriver,
    vulkanLoader: LIBRARY_FOLDERS.some((folder) => isThere(join(folder, 'libvulkan.so.1'))),
  };
}

/** On Linux, and on the Linux inside Windows. A container has it if it was given the GPU. */
const NVIDIA_DRIVER = ['dev/nvidiactl', 'usr/lib/wsl/lib/libcuda.so.1'];

const LIBRARY_FOLDERS = [
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/aarch64-linux-gnu',
  'usr/lib64',
  'usr/lib',
  'usr/local/lib',
  'lib64',
  'lib',
];

async function gpusOf(root: string, nvidiaDriver: boolean): Promise<readonly Maker[] | undefined> {
  const gpus = await pciGpus(join(root, 'sys/bus/pci/devices'));
  // A container may hide the bus, but not the driver.
  if (nvidiaDriver) return [...new Set([...(gpus ?? []), 'NVIDIA' as const])];
  if (gpus?.length !== 0) return gpus;
  // Processors with a GPU inside, as ARM's often have, do not show it on the bus.
  const renderers = await readdir(join(root, 'dev/dri')).catch(() => []);
  return renderers.some((name) => name.startsWith('renderD')) ? ['another maker'] : [];
}

/** PCI's class of display controllers; its subclass is in the lower bytes. */
const DISPLAY_CONTROLLER = 0x03;

const MAKERS: Readonly<Record<string, Maker>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' };

/** Vendors whose display controllers only show a virtual machine's screen: they compute nothing. */
const SCREENS = ['0x1234', '0x1b36', '0x15ad', '0x80ee', '0x1a03', '0x102b', '0x1414', '0x1013', '0x1af4'];

async function pciGpus(folder: string): Promise<Maker[] | undefined> {
  const devices = await readdir(folder).catch(() => undefined);
  if (devices === undefined) return undefined;
  const vendors = await Promise.all(
    devices.map(async (device) => {
      const text = (file: string) => readFile(join(folder, device, file), 'utf8').catch(() => '');
      const isDisplay = Number(await text('class')) >> 16 === DISPLAY_CONTROLLER;
      return isDisplay ? (await text('vendor')).trim() : undefined;
    }),
  );
  return vendors.flatMap((vendor) =>
    vendor === undefined || SCREENS.includes(vendor) ? [] : [MAKERS[vendor] ?? 'another maker'],
  );
}

function hasPackage(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch (error) {
    // One that can only be imported is there all the same.
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND';
  }
}
