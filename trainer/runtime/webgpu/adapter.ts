import { UserError } from '../../../core/errors.ts';

/** The best graphics device there is. @throws UserError if there is none, or only one that is emulated and none such is allowed. */
export async function findAdapter(gpu: GPU, allowSoftware: boolean): Promise<GPUAdapter> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new UserError('WebGPU found no graphics device that it can use.');
  if (isSoftware(adapter.info) && !allowSoftware) {
    throw new UserError(
      `The only graphics device is ${deviceName(adapter.info)}, which is slower than computing on the CPU itself; --allow-software-adapter takes it all the same.`,
    );
  }
  return adapter;
}

/** Devices that are programs: SwiftShader, Mesa's llvmpipe and lavapipe, Windows' Basic Render Driver (WARP). */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic[ -]render|\bwarp\b/i;

export function isSoftware(info: GPUAdapterInfo): boolean {
  if (info.isFallbackAdapter) return true;
  return SOFTWARE.test([info.device, info.description, info.architecture].join(' '));
}

/** As people call it: "NVIDIA GeForce RTX 4070", or "SwiftShader, emulated on the CPU". */
export function deviceName(info: GPUAdapterInfo): string {
  if (isSoftware(info)) return `${softwareName(info)}, emulated on the CPU`;
  const words = (info.device || info.architecture).split('-').filter((word) => !['', 'r', 'tm'].includes(word));
  const named = words.some((word) => word === info.vendor) ? words : [info.vendor, ...words];
  return named.map(asWritten).join(' ') || 'unnamed graphics device';
}

/** The driver and its version, as it calls itself. */
export function driverName({ description }: GPUAdapterInfo): string | undefined {
  return description === '' ? undefined : description;
}

function softwareName({ architecture, device, description }: GPUAdapterInfo): string {
  const known = ['SwiftShader', 'llvmpipe', 'lavapipe', 'WARP'];
  const text = [architecture, device, description].join(' ').toLowerCase();
  return known.find((name) => text.includes(name.toLowerCase())) ?? (description || 'A software device');
}

const BRANDS: Readonly<Record<string, string>> = {
  nvidia: 'NVIDIA',
  geforce: 'GeForce',
  radv: 'RADV',
  ti: 'Ti',
  pro: 'Pro',
  max: 'Max',
  arc: 'Arc',
};

/** WebGPU says "nvidia-geforce-rtx-4070" of an NVIDIA GeForce RTX 4070. */
function asWritten(word: string): string {
  if (BRANDS[word] !== undefined) return BRANDS[word];
  if (word.length <= 3 || /\d/.test(word)) return word.toUpperCase();
  return word[0]!.toUpperCase() + word.slice(1);
}
