import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { eagerPrograms } from '../../../trainer/runtime/eager-programs.ts';
import { climb, type LadderOptions, type LadderRung, openRuntime } from '../../../trainer/runtime/ladder.ts';
import type { Machine } from '../../../trainer/runtime/probe/machine.ts';
import type { Programs } from '../../../trainer/runtime/programs.ts';
import { useCpu } from '../training/cpu.ts';
import { playedRung } from './rungs.ts';

const root = join(import.meta.dirname, '..', '..', '..');

const FINE = eagerPrograms;

/** Computes, and forgets a tenth of every gradient. */
const SPOILED: Programs = {
  ...FINE,
  training(...options) {
    const program = FINE.training(...options);
    return {
      step: (...batch) => program.step(...batch),
      dispose: () => program.dispose(),
      state() {
        const { m, ...others } = program.state();
        const spoiled = new Map([...m].map(([name, tensor]) => [name, tf.mul(tensor, 0.9)] as const));
        tf.dispose([...m.values()]);
        return { ...others, m: spoiled };
      },
    };
  },
};

const gpuMachine: Machine = {
  platform: 'linux-x64',
  gpus: ['NVIDIA'],
  nvidiaDriver: true,
  vulkanLoader: true,
  webgpuPackage: true,
  installed: { native: false, cuda: false },
};

describe('the ladder', () => {
  beforeAll(useCpu);

  const climbHere = (ladder: readonly LadderRung[], options: LadderOptions = {}, machine = gpuMachine) =>
    climb(ladder, options, async () => machine);

  it('takes the first rung that opens and computes as it should, and says why no higher one', async () => {
    const [cuda, webgpu, native, wasm] = [
      playedRung('cuda', 'TensorFlow is not installed.'),
      playedRung('webgpu', SPOILED),
      playedRung('native', FINE),
      playedRung('wasm', FINE),
    ];
    const { runtime, facts } = await climbHere([cuda, webgpu, native, wasm], { allowSoftwareAdapter: true });
    expect(runtime.rung).toBe('native');
    expect(facts).toEqual({
      rung: 'native',
      device: 'the native device',
      version: '1.0',
      notTaken: [
        { rung: 'cuda', reason: 'TensorFlow is not installed.', command: 'multitask runtime install cuda' },
        { rung: 'webgpu', reason: expect.stringMatching(/came to wrong numbers: the gradient of head_1\/bias is /) },
      ],
    });
    expect(webgpu.seen).toEqual({ loaded: 1, opened: [{ allowSoftwareAdapter: true }], disposed: 1 });
    expect(native.seen.disposed).toBe(0);
    expect(wasm.seen.loaded).toBe(0);
  });

  it('tells the driver and the memory where the device does', async () => {
    const { load, ...rest } = playedRung('cuda', FINE);
    const rung = await load();
    const told = {
      ...rest,
      load: async () => ({
        ...rung,
        open: async () => ({ ...(await rung.open({})), driver: '550.54', memory: 8e9 }),
      }),
    };
    expect((await climbHere([told])).facts).toMatchObject({ rung: 'cuda', driver: '550.54', memory: 8e9 });
  });

  it('looks at nothing but the rung asked for', async () => {
    const rungs = [playedRung('cuda', FINE), playedRung('native', FINE), playedRung('wasm', FINE)];
    const { facts } = await climbHere(rungs, { rung: 'native' });
    expect(facts).toMatchObject({ rung: 'native', notTaken: [{ rung: 'cuda', reason: 'native was asked for.' }] });
    expect(rungs.map(({ seen }) => seen.loaded)).toEqual([0, 1, 0]);
  });

  it.each([
    ['does not open', 'There is no adapter.', 'There is no adapter.'],
    ['computes wrongly', SPOILED, 'came to wrong numbers: the gradient of head_1/bias is '],
  ])('never takes another rung than the one asked for, even if that %s', async (_, programs, reason) => {
    const rungs = [playedRung('webgpu', programs), playedRung('wasm', FINE)];
    const refused = climbHere(rungs, { rung: 'webgpu' });
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow('The runtime webgpu was asked for and cannot be used: ');
    await expect(refused).rejects.toThrow(reason);
    expect(rungs[1]!.seen.loaded).toBe(0);
  });

  it('says what the machine lacks rather than what a rung lacks on it', async () => {
    const rungs = [playedRung('cuda', 'TensorFlow is not installed.'), playedRung('wasm', FINE)];
    const { facts } = await climbHere(rungs, {}, { ...gpuMachine, gpus: ['Intel'] });
    expect(facts.notTaken).toEqual([{ rung: 'cuda', reason: 'No NVIDIA GPU was seen.' }]);
  });

  it('says what would make the rung available that was asked for', async () => {
    const asked = { rung: 'cuda' } as const;
    const rungs = [playedRung('cuda', 'TensorFlow is not installed.')];
    await expect(climbHere(rungs, asked)).rejects.toThrow(
      'cannot be used: TensorFlow is not installed. Run multitask runtime install cuda. multitask runtime says ',
    );
    const known = [playedRung('cuda', 'It is missing; multitask runtime install cuda adds it.')];
    await expect(climbHere(known, asked)).rejects.toThrow('install cuda adds it. multitask runtime says ');
  });

  it('says of a rung that cannot be loaded why', async () => {
    const broken: LadderRung = { name: 'cuda', load: () => Promise.reject(new Error('libcuda.so is missing.')) };
    const { facts } = await climbHere([broken, playedRung('wasm', FINE)]);
    expect(facts.notTaken).toMatchObject([{ rung: 'cuda', reason: 'libcuda.so is missing.' }]);
  });

  it('fails with every reason where nothing can be taken', async () => {
    const rungs = [playedRung('native', 'It is not installed.'), playedRung('wasm', 'There are no threads.')];
    await expect(climbHere(rungs)).rejects.toThrow(
      'No runtime can be used on this machine. native: It is not installed. wasm: There are no threads.',
    );
  });
});

describe('the wasm rung', () => {
  it('is taken on this machine when it is asked for', async () => {
    const { runtime, facts } = await openRuntime({ rung: 'wasm' });
    try {
      const threads = Math.min(8, availableParallelism());
      expect(facts).toEqual({
        rung: 'wasm',
        device: `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        version: expect.stringMatching(/^TensorFlow\.js \d+\.\d+/),
        notTaken: ['cuda', 'webgpu', 'native'].map((rung) => ({ rung, reason: 'wasm was asked for.' })),
      });
      expect(tf.getBackend()).toBe('wasm');
    } finally {
      await runtime.dispose();
    }
  });

  it('opens again after it was disposed of, and leaves the process as it was', async () => {
    const listeners = () => [process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')];
    const before = listeners();
    for (let round = 0; round < 3; round++) {
      const { runtime } = await openRuntime({ rung: 'wasm' });
      const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([64, 64]), tf.ones([64, 64]))).dataSync()[0]);
      expect(sum).toBe(64 ** 3);
      await runtime.dispose();
    }
    expect(listeners()).toEqual(before);
    expect('Worker' in globalThis).toBe(false);
  });
});

describe('the wasm runtime', () => {
  it('says what to do when the memory is full, and goes on afterwards', async () => {
    const { runtime } = await openRuntime({ rung: 'wasm' });
    try {
      const tooLarge = () => tf.tidy(() => tf.matMul(tf.ones([40_000, 1]), tf.ones([1, 40_000])));
      expect(tooLarge).toThrow('Make model.batch_size or model.input_shape smaller.');
      expect(tf.tidy(() => tf.sum(tf.ones([10])).dataSync()[0])).toBe(10);
    } finally {
      await runtime.dispose();
    }
  });
});

describe('a process with an open runtime', () => {
  it.each([
    ['disposes of it', 'await runtime.dispose();'],
    ['forgets it', ''],
  ])('ends by itself when it %s', async (_, ending) => {
    const folder = await mkdtemp(join(tmpdir(), 'multitask-runtime-'));
    try {
      const source = join(folder, 'program.ts');
      const program = join(root, 'dist', `runtime-exit-${process.pid}.mjs`);
      await writeFile(
        source,
        `import * as tf from '@tensorflow/tfjs-core';
         import { openRuntime } from '${join(root, 'trainer/runtime/ladder.ts')}';
         const { runtime } = await openRuntime({ rung: 'wasm' });
         const x = tf.randomNormal([4, 64, 64, 16]);
         const y = tf.conv2d(x, tf.ones([3, 3, 16, 16]), 1, 'same');
         console.log(y.shape.join());
         tf.dispose([x, y]);
         ${ending}`,
      );
      await build({
        entryPoints: [source],
        outfile: program,
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
      });
      const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      const [code] = await once(child, 'close');
      await rm(program);
      expect(output.trim()).toBe('4,64,64,16');
      expect(code).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
