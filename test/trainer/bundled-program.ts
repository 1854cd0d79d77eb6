import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
let count = 0;

export interface BundledProgram {
  readonly file: string;
  remove(): Promise<void>;
}

/** Makes a program that Node runs out of TypeScript, which imports this project's files by their path from its root, such as ./core/x.ts. */
export async function bundledProgram(source: string): Promise<BundledProgram> {
  const file = join(root, 'dist', `test-${process.pid}-${count++}.mjs`);
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return { file, remove: () => rm(file) };
}
