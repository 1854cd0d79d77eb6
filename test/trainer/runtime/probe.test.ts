import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import schema from '../../../schemas/runtime-report.schema.json' with { type: 'json' };
import type { AvailableRung } from '../../../schemas/types/runtime-report.ts';
import { LADDER } from '../../../trainer/runtime/ladder.ts';
import { diagnose } from '../../../trainer/runtime/probe/doctor.ts';
import { linuxGraphics, type Machine } from '../../../trainer/runtime/probe/machine.ts';
import { type ProbeProgram, probeInChild } from '../../../trainer/runtime/probe/probe-child.ts';
import { probeRung } from '../../../trainer/runtime/probe/probe-rung.ts';
import { remedyFor } from '../../../trainer/runtime/probe/remedy.ts';
import type { RungName } from '../../../trainer/runtime/rung.ts';
import { useCpu } from '../training/cpu.ts';
import { playedRung } from './rungs.ts';

/** A program in JavaScript instead of the probe. */
const script = (source: string): ProbeProgram => ({ command: process.execPath, args: ['-e', source] });

const FOUND: AvailableRung = {
  rung: 'webgpu',
  available: true,
  device: 'a GPU',
  version: '1.0',
  openMilliseconds: 3,
  selfTest: { milliseconds: 4 },
  imagesPerSecond: 5,
};

const say = (found: object): string => `console.log(${JSON.stringify(JSON.stringify(found))});`;

describe('a probe in this process', () => {
  it('opens wasm, tests it and measures it', async () => {
    const wasm = LADDER.find(({ name }) => name === 'wasm')!;
    const found = await probeRung(wasm, {});
    expect(found).toMatchObject({ rung: 'wasm', available: true, device: expect.stringMatching(/^CPU/) });
    expect((found as AvailableRung).imagesPerSecond).toBeGreaterThan(1);
  });

  it('says why a rung cannot be opened', async () => {
    expect(await probeRung(playedRung('cuda', 'No NVIDIA GPU was seen.'), {})).toEqual({
      rung: 'cuda',
      available: false,
      failedAt: 'opening',
      reason: 'No NVIDIA GPU was seen.',
    });
  });

  describe('of a rung that cannot compute', () => {
    beforeAll(useCpu);

    it('says so, and of which device', async () => {
      const gone = () => {
        throw new Error('The device is gone.');
      };
      const rung = playedRung('webgpu', { training: gone, inference: gone });
      expect(await probeRung(rung, {})).toEqual({
        rung: 'webgpu',
        available: false,
        failedAt: 'self-test',
        reason: 'Its self-test, one small training step, failed: The device is gone.',
        device: 'the webgpu device',
        version: '1.0',
      });
      expect(rung.seen.disposed).toBe(1);
    });
  });
});

describe('a probe in a child process', () => {
  const failed = { rung: 'webgpu', available: false, failedAt: 'crash' };

  it('is what the child prints, whatever else it prints and although it never ends', async () => {
    const program = script(
      `console.log('Dawn says hello'); console.log('{}'); ${say(FOUND)} setInterval(() => {}, 1000);`,
    );
    expect(await probeInChild('webgpu', program)).toEqual(FOUND);
  });

  it.each([
    ["process.kill(process.pid, 'SIGSEGV')", 'The process that tried it was killed by SIGSEGV.'],
    [
      "console.error('libvulkan: no such device\\n'); process.kill(process.pid, 'SIGABRT')",
      'The process that tried it was killed by SIGABRT; its last words: libvulkan: no such device',
    ],
    ['process.exit(3)', 'The process that tried it ended with code 3.'],
  ])('turns a crash into the reason: %s', async (source, reason) => {
    expect(await probeInChild('webgpu', script(source))).toEqual({ ...failed, reason });
  });

  it('turns a driver that hangs into the reason', async () => {
    expect(await probeInChild('webgpu', script('for (;;);'), 1000)).toEqual({
      ...failed,
      reason: 'It did not answer within 1 s.',
    });
  });

  it('says that the child could not be started', async () => {
    const { reason } = (await probeInChild('webgpu', { command: '/nowhere/node', args: [] })) as { reason: string };
    expect(reason).toContain('could not be started: spawn /nowhere/node ENOENT');
  });
});

describe('the doctor', () => {
  it('tries every rung, one after the other, and says which one is taken', async () => {
    const programs: Record<RungName, ProbeProgram> = {
      cuda: script("process.kill(process.pid, 'SIGSEGV')"),
      webgpu: script(say({ rung: 'webgpu', available: false, failedAt: 'opening', reason: 'There is no adapter.' })),
      native: script(say({ ...FOUND, rung: 'native' })),
      wasm: script(say({ ...FOUND, rung: 'wasm' })),
    };
    const tried: RungName[] = [];
    const report = await diagnose({ program: (rung) => programs[rung], onTry: (rung) => tried.push(rung) });
    const ajv = new Ajv({ allowUnionTypes: true });
    expect(ajv.validate(schema, report), ajv.errorsText()).toBe(true);
    expect(tried).toEqual(['cuda', 'webgpu', 'native', 'wasm']);
    expect(report.taken).toBe('native');
    expect(report.rungs).toMatchObject([
      { rung: 'cuda', available: false, failedAt: 'crash', remedy: expect.any(String) },
      { rung: 'webgpu', available: false, reason: 'There is no adapter.', remedy: expect.any(String) },
      { rung: 'native', available: true, imagesPerSecond: 5 },
      { rung: 'wasm', available: true },
    ]);
  });
});

describe('what would make a rung available', () => {
  const bare: Machine = {
    platform: 'linux-x64',
    gpus: [],
    nvidiaDriver: false,
    vulkanLoader: false,
    webgpuPackage: true,
    installed: { native: false, cuda: false },
  };
  const withGpu: Machine = { ...bare, gpus: ['NVIDIA'], nvidiaDriver: true, vulkanLoader: true };
  const installed = { native: true, cuda: true };

  it.each<[RungName, string, Machine, string]>([
    ['cuda', 'no GPU', bare, 'This machine cannot: no NVIDIA GPU was seen.'],
    ['cuda', 'a GPU of another maker', { ...bare, gpus: ['AMD'] }, 'This machine cannot: no NVIDIA GPU was seen.'],
    ['cuda', 'a Mac', { ...bare, platform: 'darwin-arm64' }, 'This machine cannot: cuda needs Linux'],
    ['cuda', 'no driver', { ...withGpu, nvidiaDriver: false }, 'Install the NVIDIA driver of your Linux, then run '],
    ['cuda', 'a GPU', withGpu, 'Run multitask runtime install cuda.'],
    ['cuda', 'a broken install', { ...withGpu, installed }, 'Install it anew: multitask runtime remove cuda, then '],
    ['native', 'nothing', bare, 'Run multitask runtime install native.'],
    ['native', 'a broken install', { ...bare, installed }, 'Install it anew: multitask runtime remove native, then '],
    ['native', 'Windows', { ...bare, platform: 'win32-x64' }, 'Run npm install @tensorflow/tfjs-node where '],
    ['webgpu', 'no package', { ...withGpu, webgpuPackage: false }, 'Run npm install webgpu where '],
    ['webgpu', 'no GPU', bare, 'This machine cannot: no GPU was seen.'],
    ['webgpu', 'no loader', { ...withGpu, vulkanLoader: false }, 'Install the Vulkan loader: libvulkan1 '],
    ['webgpu', 'an NVIDIA GPU', withGpu, 'Install or update the NVIDIA driver.'],
    ['webgpu', 'an AMD GPU', { ...withGpu, gpus: ['AMD'] }, 'Install the Vulkan driver of your GPU: mesa-'],
    ['webgpu', 'Windows', { ...withGpu, platform: 'win32-x64', gpus: undefined }, 'Update the graphics driver.'],
    ['wasm', 'anything', bare, 'Multitask Vision itself is damaged'],
  ])('%s with %s', (rung, _, machine, text) => {
    expect(remedyFor(rung, 'opening', machine).text).toContain(text);
  });

  it('is one command where one is enough', () => {
    expect(remedyFor('native', 'opening', bare).command).toBe('multitask runtime install native');
    expect(remedyFor('cuda', 'opening', withGpu).command).toBe('multitask runtime install cuda');
    expect(remedyFor('cuda', 'opening', bare).command).toBeUndefined();
  });

  it('is another driver where the device computes wrongly or dies', () => {
    for (const failedAt of ['self-test', 'crash'] as const) {
      expect(remedyFor('webgpu', failedAt, withGpu).text).toBe('Update the graphics driver.');
    }
  });
});

describe('what a Linux machine has', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'multitask-machine-'));
  });

  afterEach(() => rm(root, { recursive: true }));

  async function files(contents: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  }

  const device = (slot: string, type: string, vendor: string) => ({
    [`sys/bus/pci/devices/${slot}/class`]: `${type}\n`,
    [`sys/bus/pci/devices/${slot}/vendor`]: `${vendor}\n`,
  });

  it('is read from its files', async () => {
    await files({
      ...device('0000:00:00.0', '0x060000', '0x8086'),
      ...device('0000:00:02.0', '0x030000', '0x8086'),
      ...device('0000:01:00.0', '0x030200', '0x10de'),
      'dev/nvidiactl': '',
      'usr/lib/x86_64-linux-gnu/libvulkan.so.1': '',
    });
    const { gpus, ...rest } = await linuxGraphics(root);
    expect(gpus?.toSorted()).toEqual(['Intel', 'NVIDIA']);
    expect(rest).toEqual({ nvidiaDriver: true, vulkanLoader: true });
  });

  it('is no GPU where a virtual machine only has a screen', async () => {
    await files({ ...device('0000:00:02.0', '0x030000', '0x1234') });
    expect(await linuxGraphics(root)).toEqual({ gpus: [], nvidiaDriver: false, vulkanLoader: false });
  });

  it('is an NVIDIA GPU where a container hides the bus but has the device', async () => {
    await files({ 'dev/nvidiactl': '' });
    expect(await linuxGraphics(root)).toMatchObject({ gpus: ['NVIDIA'], nvidiaDriver: true });
  });

  it('is a GPU where the processor has one inside', async () => {
    await files({ ...device('0000:00:00.0', '0x060000', '0x8086'), 'dev/dri/renderD128': '' });
    expect((await linuxGraphics(root)).gpus).toEqual(['another maker']);
  });

  it('is unknown where the system does not say', async () => {
    expect((await linuxGraphics(root)).gpus).toBeUndefined();
  });
});
