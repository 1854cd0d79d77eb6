// Bundles each program of the package into dist/. Packages from npm stay outside; what is loaded lazily stays in files of its own.
import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileKernels } from './compile-kernels.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const shared = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  packages: 'external',
  logLevel: 'warning',
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([
  build({
    ...shared,
    format: 'esm',
    splitting: true,
    entryPoints: {
      multitask: 'trainer/cli/main.ts',
      'language-server': 'server/main.ts',
      'data-thread': 'server/data/data-thread.ts',
      'image-worker': 'trainer/images/image-worker.ts',
      'crop-worker': 'trainer/prepare/crop-worker.ts',
      'kernel-thread': 'trainer/runtime/wasm/kernel-thread.ts',
      'hdf5-reader': 'trainer/hdf5/reader-process.ts',
      'watchdog-thread': 'trainer/process/watchdog-thread.ts',
    },
  }),
  build({
    ...shared,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    entryPoints: { extension: 'client/extension.ts' },
  }),
  compileKernels(dist),
]);
await chmod(join(dist, 'multitask.js'), 0o755);
