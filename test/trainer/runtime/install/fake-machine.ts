import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, vi } from 'vitest';
import type { Host } from '../../../../trainer/runtime/install/host.ts';
import { type InstallOptions, installRuntime } from '../../../../trainer/runtime/install/install.ts';
import type { InstalledRuntime } from '../../../../trainer/runtime/install/installed.ts';
import type { InstallProgress } from '../../../../trainer/runtime/install/progress.ts';
import type { Recipe } from '../../../../trainer/runtime/install/recipe.ts';
import { findTools, requiredTools } from '../../../../trainer/runtime/install/tools.ts';
import type { Wheel } from '../../../../trainer/runtime/install/wheels.ts';
import { type ZipFile, zip } from './zip.ts';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));
const PROGRAMS = ['python3', 'npm', 'g++'] as const;
type Program = (typeof PROGRAMS)[number];

/** What a stand-in does instead of its work. */
type Mode = 'fail' | 'hold' | 'no pip';

/** A machine on which nothing is real but the file system: its programs do in an instant, and offline, what an install needs of them. */
export interface FakeMachine {
  readonly folder: string;
  /** The folder that MULTITASK_DATA names. */
  readonly data: string;
  readonly host: Host;
  readonly recipe: Recipe;
  /** What the Python index has, by file name. */
  readonly wheels: ReadonlyMap<string, Buffer>;
  /** Says what a program does from now on; undefined: its work. */
  set(program: Program, mode: Mode | undefined): Promise<void>;
  /** The programs that were called, with their parameters; calls that only ask for pip's version are left out. */
  calls(): Promise<string[]>;
  /** Names in the folder of all runtimes. */
  runtimes(): Promise<string[]>;
  install(options?: Partial<InstallOptions>, recipe?: Recipe): Promise<InstalledRuntime>;
}

const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, maxRetries: 3 });
});

export async function fakeMachine(cuda: readonly FakeCudaWheel[] = []): Promise<FakeMachine> {
  // A blank in the path, as in the names of many people's home folders.
  const folder = await mkdtemp(join(tmpdir(), 'a machine-'));
  folders.push(folder);
  const data = join(folder, 'data');
  vi.stubEnv('MULTITASK_DATA', data);
  await mkdir(join(folder, 'bin'));
  for (const program of PROGRAMS) {
    const path = join(folder, 'bin', program);
    await writeFile(path, `#!${process.execPath}\nrequire(${JSON.stringify(join(SOURCES, 'fake-program.cjs'))});\n`);
    await chmod(path, 0o755);
  }
  const node = join(folder, 'bin/node');
  await symlink(process.execPath, node);
  const env = { PATH: join(folder, 'bin'), FAKE_MACHINE: folder, FAKE_SOURCES: SOURCES };
  const host: Host = {
    ...{ env, node, glibc: '2.36', index: 'http://127.0.0.1:9' },
    hasNvidiaDriver: async () => true,
    freeBytes: async () => 10 ** 12,
  };
  const wheels = new Map<string, Buffer>();
  const recipe = await publish(folder, wheels, cuda);
  return { folder, data, host, recipe, wheels, ...handles(folder, data, host, recipe) };
}

function handles(folder: string, data: string, host: Host, recipe: Recipe) {
  return {
    async set(program: Program, mode: Mode | undefined) {
      if (mode === undefined) await rm(join(folder, `${program}.mode`), { force: true });
      else await writeFile(join(folder, `${program}.mode`), mode);
    },
    async calls() {
      const text = await readFile(join(folder, 'calls'), 'utf8').catch(() => '');
      return text.split('\n').filter((call) => call !== '' && !call.endsWith('--version'));
    },
    runtimes: () => readdir(join(data, 'runtimes')).catch(() => []),
    install: async (options: Partial<InstallOptions> = {}, made = recipe) =>
      installRuntime(made, {
        host,
        tools: requiredTools(await findTools(host)),
        progress: SILENT,
        signal: new AbortController().signal,
        ...options,
      }),
  };
}

export const SILENT: InstallProgress = { begin: () => {}, advance: () => {}, end: () => {}, note: () => {} };

/** A wheel of CUDA with empty libraries. */
export interface FakeCudaWheel {
  readonly folder: string;
  readonly libraries: readonly string[];
}

export const TENSORFLOW_FILES: readonly ZipFile[] = [
  { name: 'tensorflow/libtensorflow_cc.so.2', data: `2.21.0${'\n'.repeat(200_000)}` },
  { name: 'tensorflow/libtensorflow_framework.so.2', data: 'framework' },
  { name: 'tensorflow/include/tensorflow/c/c_api.h', data: 'header' },
  { name: 'tensorflow/include/external/much/else.h', data: 'header' },
  { name: 'tensorflow/python/pywrap.so', data: 'python' },
];

/** Puts wheels into the machine's index, and makes the recipe that asks for them. */
async function publish(folder: string, wheels: Map<string, Buffer>, cuda: readonly FakeCudaWheel[]): Promise<Recipe> {
  const add = async (project: string, file: string, files: readonly ZipFile[]): Promise<Wheel> => {
    const content = zip(files);
    wheels.set(file, content);
    await mkdir(join(folder, 'index', project), { recursive: true });
    await writeFile(join(folder, 'index', project, file), content);
    return { project, version: '2.21.0', file, bytes: content.length, sha256: sha256(content) };
  };
  const tensorflow = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';
  const recipe = {
    kind: cuda.length > 0 ? ('cuda' as const) : ('native' as const),
    platform: `${process.platform}-${process.arch}`,
    tensorflow: '2.21.0',
    wheel: await add('tensorflow-cpu', tensorflow, TENSORFLOW_FILES),
    npm: { tfjs: '4.22.0', headers: '1.9.0', bytes: 1000 },
    bytes: 10_000,
  };
  const cudaWheels = [];
  for (const { folder: name, libraries } of cuda) {
    const file = `nvidia_${name}_cu12-12.9-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl`;
    const files = libraries.map((library) => ({ name: `nvidia/${name}/lib/${library}`, data: library }));
    const unwanted = { name: `nvidia/${name}/include/much.h`, data: 'header' };
    cudaWheels.push({ ...(await add(`nvidia-${name}-cu12`, file, [...files, unwanted])), folder: name, libraries });
  }
  return { ...recipe, cuda: cudaWheels };
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
