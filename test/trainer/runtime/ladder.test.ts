import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';

const root = join(import.meta.dirname, '..', '..', '..');

describe('the ladder', () => {
  it('takes wasm and says why nothing faster was taken', async () => {
    const { runtime, facts } = await openRuntime();
    try {
      const threads = Math.min(8, availableParallelism());
      expect(facts).toEqual({
        rung: 'wasm',
        device: `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        version: expect.stringMatching(/^TensorFlow\.js \d+\.\d+/),
        notTaken: ['cuda', 'webgpu', 'native'].map((rung) => ({
          rung,
          reason: 'This version of Multitask Vision does not have it yet.',
        })),
      });
      expect(tf.getBackend()).toBe('wasm');
    } finally {
      await runtime.dispose();
    }
  });

  it('never takes another rung than the one asked for', async () => {
    await expect(openRuntime({ rung: 'cuda' })).rejects.toThrow(UserError);
    await expect(openRuntime({ rung: 'cuda' })).rejects.toThrow('The runtime cuda cannot be used: This version');
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
    const { runtime } = await openRuntime();
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
         const { runtime } = await openRuntime();
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
