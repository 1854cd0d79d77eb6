import type { UnavailableRung } from '../../../schemas/types/runtime-report.ts';
import type { RungName } from '../rung.ts';
import type { Machine } from './machine.ts';

/** What would let a machine take a rung that it cannot take now. */
export interface Remedy {
  /** A sentence or two. */
  readonly text: string;
  /** The one command that does it, where there is one. */
  readonly command?: string;
  /** What the machine lacks, where nothing would help. */
  readonly impossible?: string;
}

export type FailedAt = UnavailableRung['failedAt'];

export function remedyFor(rung: RungName, failedAt: FailedAt, machine: Machine): Remedy {
  return REMEDIES[rung](failedAt, machine);
}

const REMEDIES: Readonly<Record<RungName, (failedAt: FailedAt, machine: Machine) => Remedy>> = {
  cuda: forCuda,
  webgpu: forWebgpu,
  native: forNative,
  wasm: () => ({ text: 'Multitask Vision itself is damaged: install it anew.' }),
};

/** Where the private runtimes can be built; cuda only on the first. */
const PRIVATE_RUNTIMES: readonly string[] = ['linux-x64', 'linux-arm64'];

function forCuda(failedAt: FailedAt, { platform, gpus, nvidiaDriver, installed }: Machine): Remedy {
  if (failedAt === 'opening') {
    if (platform !== PRIVATE_RUNTIMES[0]) return impossible('cuda needs Linux on an x64 processor.');
    if (gpus !== undefined && !gpus.includes('NVIDIA')) return impossible('no NVIDIA GPU was seen.');
    if (!nvidiaDriver) {
      const then = installed.cuda ? '' : ', then run multitask runtime install cuda';
      return { text: `Install the NVIDIA driver of your Linux${then}. A container also has to be given the GPU.` };
    }
  }
  return installed.cuda ? reinstall('cuda') : install('cuda');
}

function forNative(_: FailedAt, { platform, installed }: Machine): Remedy {
  if (PRIVATE_RUNTIMES.includes(platform)) return installed.native ? reinstall('native') : install('native');
  const command = 'npm install @tensorflow/tfjs-node';
  return { text: `Run ${command} where Multitask Vision is installed; it may lack a build for ${platform}.`, command };
}

function forWebgpu(failedAt: FailedAt, machine: Machine): Remedy {
  const { gpus, webgpuPackage, vulkanLoader } = machine;
  if (failedAt !== 'opening') return { text: 'Update the graphics driver.' };
  if (!webgpuPackage) return run('npm install webgpu', 'where Multitask Vision is installed');
  if (gpus?.length === 0) return impossible('no GPU was seen.');
  if (!vulkanLoader) {
    return { text: 'Install the Vulkan loader: libvulkan1 on Debian and Ubuntu, vulkan-loader on Fedora.' };
  }
  return { text: driverAdvice(machine) };
}

function driverAdvice({ platform, gpus }: Machine): string {
  if (!platform.startsWith('linux')) return 'Update the graphics driver.';
  if (gpus?.includes('NVIDIA')) {
    return 'Install or update the NVIDIA driver. A container also has to be given graphics: NVIDIA_DRIVER_CAPABILITIES=all.';
  }
  return 'Install the Vulkan driver of your GPU: mesa-vulkan-drivers on Debian, Ubuntu and Fedora.';
}

const impossible = (lack: string): Remedy => ({ text: `This machine cannot: ${lack}`, impossible: lack });

const install = (kind: 'native' | 'cuda'): Remedy => run(`multitask runtime install ${kind}`);

function reinstall(kind: 'native' | 'cuda'): Remedy {
  return { text: `Install it anew: multitask runtime remove ${kind}, then multitask runtime install ${kind}.` };
}

function run(command: string, where?: string): Remedy {
  return { text: `Run ${command}${where === undefined ? '' : ` ${where}`}.`, command };
}
