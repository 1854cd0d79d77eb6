import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../core/errors.ts';
import { deviceName, driverName, findAdapter, isSoftware } from '../../../../trainer/runtime/webgpu/adapter.ts';

function info(
  vendor: string,
  architecture: string,
  device: string,
  description = '',
  fallback = false,
): GPUAdapterInfo {
  const facts = { vendor, architecture, device, description, isFallbackAdapter: fallback };
  return facts as GPUAdapterInfo;
}

function gpuWith(adapter: GPUAdapterInfo | undefined): GPU {
  const found = adapter === undefined ? null : { info: adapter };
  return { requestAdapter: async () => found } as unknown as GPU;
}

const SWIFTSHADER = info('google', 'swiftshader', 'swiftshader-device-subzero-', 'SwiftShader driver 5.0.0', true);
const LLVMPIPE = info('mesa', '', 'llvmpipe--llvm-15-0-6--256-bits-', 'llvmpipe: Mesa 22.3.6');
const WARP = info('microsoft', '', 'microsoft-basic-render-driver', 'D3D12 driver version 10.0');
const UNKNOWN_CPU = info('', '', '', 'Some renderer 1.0', true);
const NVIDIA = info('nvidia', 'lovelace', 'nvidia-geforce-rtx-4070-ti', 'NVIDIA: 550.54.14 550.54.14');

describe('adapters', () => {
  it.each([
    [NVIDIA, 'NVIDIA GeForce RTX 4070 Ti'],
    [info('nvidia', 'hopper', 'nvidia-h100-80gb-hbm3'), 'NVIDIA H100 80GB HBM3'],
    [info('amd', 'rdna-2', 'amd-radeon-rx-6800-xt--radv-navi21-'), 'AMD Radeon RX 6800 XT RADV NAVI21'],
    [info('intel', 'gen-9', 'intel-r--uhd-graphics-620--kbl-gt2-'), 'Intel UHD Graphics 620 KBL GT2'],
    [info('apple', 'common-3', 'apple-m1-max'), 'Apple M1 Max'],
    [info('qualcomm', 'adreno-7xx', ''), 'Qualcomm Adreno 7XX'],
    [info('', '', ''), 'unnamed graphics device'],
    [SWIFTSHADER, 'SwiftShader, emulated on the CPU'],
    [LLVMPIPE, 'llvmpipe, emulated on the CPU'],
    [WARP, 'D3D12 driver version 10.0, emulated on the CPU'],
    [UNKNOWN_CPU, 'Some renderer 1.0, emulated on the CPU'],
  ])('%o is called %s', (adapter, name) => {
    expect(deviceName(adapter)).toBe(name);
  });

  it('tell their driver, if they do', () => {
    expect(driverName(NVIDIA)).toBe('NVIDIA: 550.54.14 550.54.14');
    expect(driverName(info('apple', '', 'apple-m1'))).toBeUndefined();
  });

  it('that are programs are refused, unless they are allowed', async () => {
    for (const software of [SWIFTSHADER, LLVMPIPE, WARP, UNKNOWN_CPU]) {
      expect(isSoftware(software)).toBe(true);
      const refused = findAdapter(gpuWith(software), false);
      await expect(refused).rejects.toThrow(UserError);
      await expect(refused).rejects.toThrow(/is .*, emulated on the CPU, .* --allow-software-adapter/);
      expect((await findAdapter(gpuWith(software), true)).info).toBe(software);
    }
  });

  it('that are hardware are taken', async () => {
    expect((await findAdapter(gpuWith(NVIDIA), false)).info).toBe(NVIDIA);
  });

  it('may be missing', async () => {
    const none = findAdapter(gpuWith(undefined), true);
    await expect(none).rejects.toThrow(UserError);
    await expect(none).rejects.toThrow('WebGPU found no graphics device that it can use.');
  });
});
