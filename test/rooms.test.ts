import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const REFUSED = [
  ['schemas/a.ts', '../core/check.ts', 'schemas/ are contracts'],
  ['core/a.ts', '../server/server.ts', 'core/ imports only schemas/.'],
  ['core/rules/a.ts', '../../trainer/dist-file.ts', 'core/ imports only schemas/.'],
  ['core/b.ts', 'vscode', 'core/ knows no editor, no tensors and no processes.'],
  ['core/c.ts', '@tensorflow/tfjs-core', 'core/ knows no editor, no tensors and no processes.'],
  ['core/d.ts', 'sharp', 'core/ knows no editor, no tensors and no processes.'],
  ['core/e.ts', 'node:child_process', 'core/ knows no editor, no tensors and no processes.'],
  ['server/a.ts', '../trainer/dist-file.ts', 'server/ imports only core/ and schemas/.'],
  ['server/b.ts', 'vscode', 'server/ speaks LSP'],
  ['trainer/cli/a.ts', '../../server/server.ts', 'trainer/ imports only core/ and schemas/.'],
  ['trainer/b.ts', 'vscode-languageserver/node', 'trainer/ knows no editor.'],
  ['client/a.ts', '../server/server.ts', 'it imports neither.'],
  ['client/b.ts', '../trainer/dist-file.ts', 'it imports neither.'],
  ['client/c.ts', 'sharp', 'client/ knows neither tensors nor pixels.'],
  ['test/a.ts', 'fast-check', 'with the seed that every run shares'],
] as const;

const ALLOWED = [
  ['core/f.ts', '../schemas/types/config.ts'],
  ['core/rules/b.ts', '../findings/nearest.ts'],
  ['server/c.ts', '../core/check.ts'],
  ['trainer/cli/c.ts', '../../core/check.ts'],
  ['client/d.ts', 'vscode'],
] as const;

let folder: string;
let output: string;
let status: number | null;

/** The linter with this project's rules, over one file for each import. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'multitask-rooms-'));
  for (const file of ['biome.json', '.gitignore']) copyFileSync(join(root, file), join(folder, file));
  for (const [file, specifier] of [...REFUSED, ...ALLOWED]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `import { thing } from '${specifier}';\n\nexport const used = thing;\n`);
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const run = spawnSync(process.execPath, [biome, 'lint', '--max-diagnostics=none', '--colors=off'], {
    cwd: folder,
    encoding: 'utf8',
  });
  status = run.status;
  output = run.stdout + run.stderr;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the linter says of a file. */
const about = (file: string) =>
  output
    .split(/^(?=\S+\.ts:)/m)
    .filter((part) => part.startsWith(`${file}:`))
    .join('');

describe('the rooms', () => {
  it.each(REFUSED)('%s may not import %s', (file, _, message) => {
    expect(about(file)).toContain('noRestrictedImports');
    expect(about(file).replace(/\s+/g, ' ')).toContain(message);
    expect(status).toBe(1);
  });

  it.each(ALLOWED)('%s may import %s', (file) => {
    expect(about(file)).toBe('');
  });
});
