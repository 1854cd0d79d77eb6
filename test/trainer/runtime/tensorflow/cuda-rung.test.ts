import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { thisMachine } from '../../../../trainer/runtime/probe/machine.ts';
import { addon, workingAddon } from './fake-addons.ts';

const fresh = () => import('../../../../trainer/runtime/tensorflow/cuda-rung.ts');
/** Windows runs no shell scripts. */
const SCRIPTS = process.platform !== 'win32';
const SMI = 'NVIDIA H100 80GB HBM3, 550.54.15, 81559';

/** Stands for programs of the system that this one asks. */
let programs: string;
beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'multitask-programs-'));
  vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`);
  vi.stubEnv('LD_LIBRARY_PATH', programs);
  vi.stubEnv('MULTITASK_DATA', programs);
});
afterAll(() => rm(programs, { recursive: true }));

beforeEach(async () => {
  vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
  await Promise.all([program('nvidia-smi', 'exit 9'), program('ldconfig', 'exit 1')]);
});

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(programs, name), 0o755);
}

async function opened(javascript: string) {
  const { openCuda } = await fresh();
  return openCuda([await addon('a package', javascript)]);
}

describe('the rung cuda', () => {
  it('is taken where TensorFlow uses a GPU, and says which', async () => {
    if (!SCRIPTS) return;
    await program('nvidia-smi', `[ "$1" = --id=2 ] && echo '${SMI}'`);
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '2,3');
    const runtime = await opened(workingAddon({ gpu: true }));
    expect(runtime).toMatchObject({
      rung: 'cuda',
      device: 'NVIDIA H100 80GB HBM3',
      version: 'TensorFlow 2.21.0, a package',
      driver: 'NVIDIA 550.54.15',
      memory: 81559 * 2 ** 20,
    });
    runtime.throwIfFailed();
    await runtime.dispose();
  });

  it('is taken also where nvidia-smi does not answer', async () => {
    const runtime = await opened(workingAddon({ gpu: true }));
    expect([runtime.device, runtime.driver, runtime.memory]).toEqual(['NVIDIA GPU', undefined, undefined]);
    await runtime.dispose();
  });

  it('leaves out a memory that the GPU does not say', async () => {
    if (!SCRIPTS) return;
    await program('nvidia-smi', "echo 'NVIDIA GB10, 580.95.05, [N/A]'");
    const runtime = await opened(workingAddon({ gpu: true }));
    expect([runtime.device, runtime.driver, runtime.memory]).toEqual(['NVIDIA GB10', 'NVIDIA 580.95.05', undefined]);
    await runtime.dispose();
  });

  it('says that no GPU answers', async () => {
    await expect(opened(workingAddon())).rejects.toThrow(
      'TensorFlow 2.21.0 finds no NVIDIA GPU, and nvidia-smi, which comes with the driver, does not answer.',
    );
  });

  it('says how to learn more where a GPU is there', async () => {
    if (!SCRIPTS) return;
    await program('nvidia-smi', `echo '${SMI}'`);
    await expect(opened(workingAddon())).rejects.toThrow(
      'TensorFlow 2.21.0 uses no GPU, though one is there; TF_CPP_MIN_LOG_LEVEL=0 lets it say why.',
    );
  });

  it('says which libraries it does not find', async () => {
    if (!SCRIPTS) return;
    const there = ['libcuda.so.1', 'libcudart.so.11.0', 'libcublas.so.11', 'libcublasLt.so.11', 'libcufft.so.10'];
    await program('ldconfig', `printf '\\t%s (libc6,x86-64) => /usr/lib/x\\n' ${there.join(' ')} libcurand.so.10`);
    await writeFile(join(programs, 'libcusolver.so.11'), '');
    await expect(opened(workingAddon({ version: '2.9.1' }))).rejects.toThrow(
      'TensorFlow 2.9.1 uses no GPU: it does not find libcusparse.so.11, libcudnn.so.8.',
    );
  });

  it('leaves the same TensorFlow to the rung native', async () => {
    const { openCuda } = await fresh();
    const { openNative } = await import('../../../../trainer/runtime/tensorflow/native-rung.ts');
    const source = await addon('a package', workingAddon());
    await expect(openCuda([source])).rejects.toThrow('finds no NVIDIA GPU');
    const runtime = await openNative([await addon('another', workingAddon()), source]);
    expect(runtime).toMatchObject({ rung: 'native', version: 'TensorFlow 2.21.0, a package' });
    await runtime.dispose();
  });

  it('keeps the rung native from a TensorFlow that is on the GPU already', async () => {
    const { openCuda } = await fresh();
    const { openNative } = await import('../../../../trainer/runtime/tensorflow/native-rung.ts');
    const source = await addon('a package', workingAddon({ gpu: true }));
    await (await openCuda([source])).dispose();
    await expect(openNative([source])).rejects.toThrow('This process has already loaded TensorFlow for the GPU');
  });

  it('loads nothing where there is no driver, or where GPUs are hidden', async () => {
    const { cudaRung } = await fresh();
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '');
    const { nvidiaDriver } = await thisMachine();
    const reason = nvidiaDriver
      ? 'CUDA_VISIBLE_DEVICES of the environment hides the GPU.'
      : 'No NVIDIA driver is there.';
    await expect(cudaRung.open({})).rejects.toThrow(reason);
  });
});
