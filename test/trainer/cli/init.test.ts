import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { photo, projectFolder } from '../../core/project-folder.ts';

const program = fileURLToPath(new URL('../../../dist/multitask.js', import.meta.url));

/** Runs the built program in a folder, as a shell with a pipe would. */
function multitask(folder: string, ...parameters: string[]) {
  const run = spawnSync(process.execPath, [program, ...parameters], { cwd: folder, encoding: 'utf8' });
  return { status: run.status, stdout: run.stdout.replaceAll('\u00a0', ' '), stderr: run.stderr };
}

async function garments(): Promise<string> {
  const image = await photo();
  const names = Array.from({ length: 8 }, (_, index) => `img/${index}.jpg`);
  const rows = names.map((name, index) => `${name},${index % 2 ? 'long' : 'short'}\n`).join('');
  return projectFolder({
    'data.csv': `image,sleeves\n${rows}`,
    ...Object.fromEntries(names.map((name) => [name, image])),
  });
}

describe('multitask init', () => {
  it('writes a config with --yes, checks it and says what comes next', async () => {
    const root = await garments();
    expect(multitask(root, 'init', '--yes')).toEqual({
      status: 0,
      stdout: [
        'data.csv: 8 rows, 2 columns',
        '  images  image',
        '  task    sleeves  2 labels: long 4 and short 4',
        '',
        'Wrote config.yml.',
        'Multitask ✓ 8 rows · 1 task',
        '',
        'Next:  multitask train config.yml',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(multitask(root, 'check', 'config.yml').status).toBe(0);
  });

  it('only shows its guesses where nobody can be asked', async () => {
    const root = await garments();
    const { status, stdout } = multitask(root, 'init');
    expect(status).toBe(1);
    expect(stdout).toMatch(/\nNothing was written: these are guesses\. The same command with --yes takes them\.\n$/);
    expect(existsSync(join(root, 'config.yml'))).toBe(false);
  });

  it('writes over nothing, and says how it would', async () => {
    const root = await garments();
    multitask(root, 'init', '--yes');
    expect(multitask(root, 'init', '--yes')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'error  config.yml is there already, and nothing was written. Give --force to write over it, or --out for another place.\n',
    });
    expect(multitask(root, 'init', '--yes', '--out', 'other.yml').status).toBe(0);
  });

  it('writes the config all the same where images are missing, and exits with 1', async () => {
    const root = await projectFolder({
      'data.csv': 'image,sleeves\na.jpg,long\nb.jpg,short\nc.jpg,long\nd.jpg,short\n',
    });
    const { status, stdout } = multitask(root, 'init', 'data.csv', '--yes');
    expect(status).toBe(1);
    expect(stdout).toContain('(no-readable-image)');
    expect(existsSync(join(root, 'config.yml'))).toBe(true);
  });
});
