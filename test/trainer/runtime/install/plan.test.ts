import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { planInstall } from '../../../../trainer/runtime/install/plan.ts';
import { recipeFor, wheelBytes } from '../../../../trainer/runtime/install/recipe.ts';
import { fakeMachine } from './fake-machine.ts';

describe('the recipe', () => {
  it('has one wheel for the CPU, and names the official file', () => {
    const recipe = recipeFor('native', 'linux', 'x64');
    expect(recipe.wheel.file).toBe('tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
    expect(recipe.cuda).toEqual([]);
    expect(recipeFor('native', 'linux', 'arm64').wheel.file).toMatch(/^tensorflow-.*_aarch64\.whl$/);
  });

  it('has for CUDA what the wheel asks for in its extra and-cuda', () => {
    const { cuda, wheel, ...recipe } = recipeFor('cuda', 'linux', 'x64');
    expect(wheel.file).toBe('tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
    expect(cuda.map(({ project }) => project).sort()).toEqual(
      ['cublas', 'cuda-cupti', 'cuda-nvcc', 'cuda-nvrtc', 'cuda-runtime', 'cudnn', 'cufft', 'curand', 'cusolver']
        .concat(['cusparse', 'nccl', 'nvjitlink'])
        .map((name) => `nvidia-${name}-cu12`),
    );
    for (const { file, project, version } of cuda) {
      expect(file.startsWith(`${project.replaceAll('-', '_')}-${version}-py3-none-manylinux`)).toBe(true);
    }
    expect(wheelBytes({ ...recipe, cuda, wheel })).toBeGreaterThan(3e9);
  });

  it.each([
    ['native', 'darwin', 'arm64', 'this is darwin on arm64'],
    ['native', 'linux', 'riscv64', 'this is linux on riscv64'],
    ['cuda', 'linux', 'arm64', 'for x64 processors only'],
  ] as const)('does not exist for %s on %s %s', (kind, platform, arch, reason) => {
    expect(() => recipeFor(kind, platform, arch)).toThrow(reason);
  });
});

describe('the plan', () => {
  it('changes nothing', async () => {
    const machine = await fakeMachine();
    const plan = await planInstall(machine.recipe, machine.host);
    expect(plan).toMatchObject({
      folder: join(machine.data, 'runtimes/native'),
      installed: undefined,
      missing: [],
      kept: 0,
      free: 10 ** 12,
    });
    expect(plan.tools.pip).toBe(join(machine.folder, 'bin/python3'));
    expect(await machine.runtimes()).toEqual([]);
    expect(await machine.calls()).toEqual([]);
  });

  it('warns where CUDA could be built but not used', async () => {
    const machine = await fakeMachine([{ folder: 'cublas', libraries: ['libcublas.so.12'] }]);
    const host = { ...machine.host, hasNvidiaDriver: async () => false };
    const { warning, missing } = await planInstall(machine.recipe, host);
    expect(warning).toMatch(/^no driver for NVIDIA's graphics cards was seen here/);
    expect(missing).toEqual([]);
    expect((await planInstall(machine.recipe, machine.host)).warning).toBeUndefined();
  });

  it('counts what an earlier call has finished', async () => {
    const machine = await fakeMachine();
    const before = await planInstall(machine.recipe, machine.host);
    await machine.set('g++', 'fail');
    await expect(machine.install()).rejects.toThrow('could not be compiled');
    const { kept, space } = await planInstall(machine.recipe, machine.host);
    expect(kept).toBeGreaterThan(200_000);
    expect(space).toBe(Math.max(0, before.space - kept));
  });

  it('knows a runtime that is there, unless another recipe has made it', async () => {
    const machine = await fakeMachine();
    const runtime = await machine.install();
    expect((await planInstall(machine.recipe, machine.host)).installed).toEqual(runtime);
    const newer = { ...machine.recipe, npm: { ...machine.recipe.npm, tfjs: '4.23.0' } };
    expect((await planInstall(newer, machine.host)).installed).toBeUndefined();
  });
});

describe('what is missing', () => {
  test('is said all at once, each with what mends it', async () => {
    const machine = await fakeMachine();
    for (const program of ['g++', 'npm']) await rm(join(machine.folder, 'bin', program));
    const host = { ...machine.host, glibc: '2.17', freeBytes: async () => 5_000 };
    const { missing, folder, space } = await planInstall(machine.recipe, host);
    expect(space).toBeGreaterThan(5_000);
    expect(missing).toEqual([
      "TensorFlow's library needs glibc 2.27 or newer, and this system has glibc 2.17. It takes a newer or another distribution, or a container with one.",
      'A C++ compiler is missing. Debian, Ubuntu: sudo apt install g++. Fedora: sudo dnf install gcc-c++.',
      'npm is missing; it comes with Node.js from nodejs.org. Debian, Ubuntu: sudo apt install npm. Fedora: sudo dnf install nodejs-npm.',
      expect.stringMatching(
        new RegExp(
          `^The disk of ${folder} has 5.0 kB left, and the install takes .* while it runs\\. Free some, or set MULTITASK_DATA`,
        ),
      ),
    ]);
  });

  test('may be the C library itself', async () => {
    const machine = await fakeMachine();
    const { missing } = await planInstall(machine.recipe, { ...machine.host, glibc: undefined });
    expect(missing).toEqual([expect.stringContaining('another C library (Alpine Linux has musl)')]);
  });

  test('is not a compiler of another name, or the one that CXX names', async () => {
    const machine = await fakeMachine();
    await rm(join(machine.folder, 'bin/g++'));
    const other = join(machine.folder, 'bin/clang++');
    await writeFile(other, '', { mode: 0o755 });
    expect((await planInstall(machine.recipe, machine.host)).tools.compiler).toBe(other);
    const own = join(machine.folder, 'own-compiler');
    await writeFile(own, '', { mode: 0o755 });
    const env = { ...machine.host.env, CXX: own };
    expect((await planInstall(machine.recipe, { ...machine.host, env })).tools.compiler).toBe(own);
  });

  test('is not pip: the index itself can be asked', async () => {
    const machine = await fakeMachine();
    await machine.set('python3', 'no pip');
    const plan = await planInstall(machine.recipe, machine.host);
    expect([plan.missing, plan.tools.pip]).toEqual([[], undefined]);
  });
});

test('a folder is no program', async () => {
  const machine = await fakeMachine();
  await rm(join(machine.folder, 'bin/g++'));
  await mkdir(join(machine.folder, 'bin/g++'));
  expect((await planInstall(machine.recipe, machine.host)).tools.compiler).toBeUndefined();
});
