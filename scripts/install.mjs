import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program of the project and ends this process with its exit code if it fails. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

/** onnxruntime-node checks exported models on the CPU; the CUDA libraries that its install script would download serve nothing here. */
const WITHOUT_EXTRAS = { ONNXRUNTIME_NODE_INSTALL: 'skip' };

/** Installs the packages that the lock file names, unless they are there. Building follows by the package's own prepare script. */
export function ensureInstalled() {
  if (existsSync(join(root, 'node_modules', '.package-lock.json'))) return;
  run('npm', ['ci', '--no-audit', '--no-fund'], { env: { ...process.env, ...WITHOUT_EXTRAS } });
}
