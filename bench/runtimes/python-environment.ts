import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';

const WINDOWS = process.platform === 'win32';

/** A Python module, and what pip calls the package that has it. */
export interface PythonLibrary {
  readonly module: string;
  readonly requirement: string;
}

/**
 * A Python that has the libraries to compare with, as far as pip can install them: MULTITASK_BENCH_PYTHON, or an environment of the
 * bench's own in the folder that the operating system has for caches. undefined, and said, where there is no Python.
 */
export function pythonEnvironment(wanted: readonly PythonLibrary[] = networkLibraries()): string | undefined {
  const given = process.env.MULTITASK_BENCH_PYTHON;
  if (given) return given;
  const folder = join(envPaths('multitask-vision', { suffix: '' }).cache, 'bench-python');
  const python = WINDOWS ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  if (!existsSync(python) || !runs(python, '-m', 'pip', '--version')) {
    console.log(`Makes a Python environment in ${folder}. MULTITASK_BENCH_PYTHON names another Python to take.`);
    const made = spawnSync(WINDOWS ? 'python' : 'python3', ['-m', 'venv', folder], { encoding: 'utf8' });
    if (made.status !== 0) {
      console.log(`There is none to compare with: ${lastLine(made.error?.message ?? made.stderr)}`);
      return undefined;
    }
  }
  for (const { module, requirement } of wanted) install(python, module, requirement);
  return python;
}

function networkLibraries(): PythonLibrary[] {
  const gpu = runs('nvidia-smi');
  // The package for the CPU alone is made for Linux and Windows on x64.
  const small = !gpu && process.arch === 'x64' && process.platform !== 'darwin';
  return [
    { module: 'tensorflow', requirement: gpu ? 'tensorflow[and-cuda]' : small ? 'tensorflow-cpu' : 'tensorflow' },
    { module: 'keras', requirement: 'keras' },
    { module: 'torch', requirement: 'torch' },
  ];
}

function install(python: string, module: string, requirement: string): void {
  if (runs(python, '-c', `import importlib.util, sys; sys.exit(importlib.util.find_spec("${module}") is None)`)) return;
  console.log(`pip install ${requirement}, a download that may be large …`);
  const { status, stderr, error } = spawnSync(python, ['-m', 'pip', 'install', '--quiet', requirement], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) console.log(`It could not be installed: ${lastLine(error?.message ?? stderr)}`);
}

function runs(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!;
}
