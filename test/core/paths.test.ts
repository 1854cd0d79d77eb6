import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathFacts } from '../../core/path-facts.ts';
import { resolveProjectPath } from '../../core/paths.ts';
import { projectFolder } from './project-folder.ts';

describe('resolveProjectPath', () => {
  it('prefers the root, then the folder of the config, and the root for what is not there yet', async () => {
    const root = await projectFolder({
      'both.csv': '',
      'configs/both.csv': '',
      'configs/beside.csv': '',
      'configs/config.yml': '',
    });
    const place = { root, configFile: join(root, 'configs', 'config.yml') };
    expect(resolveProjectPath('both.csv', place)).toBe(join(root, 'both.csv'));
    expect(resolveProjectPath('./beside.csv', place)).toBe(join(root, 'configs', 'beside.csv'));
    expect(resolveProjectPath('model', place)).toBe(join(root, 'model'));
    expect(resolveProjectPath(join(root, 'configs', 'both.csv'), place)).toBe(join(root, 'configs', 'both.csv'));
  });
});

describe('pathFacts', () => {
  it('tells files, folders and what can be made', async () => {
    const root = await projectFolder({ 'a.txt': '' });
    expect(await pathFacts(join(root, 'a.txt'))).toEqual({ path: join(root, 'a.txt'), kind: 'file', writable: true });
    expect(await pathFacts(root)).toMatchObject({ kind: 'folder', writable: true });
    expect(await pathFacts(join(root, 'x/y/z.json'))).toMatchObject({ kind: 'missing', writable: true });
    expect(await pathFacts('/dev/null')).toMatchObject({ kind: 'other' });
  });

  it('names the file that stands where a folder would have to', async () => {
    const root = await projectFolder({ 'a.txt': '' });
    expect(await pathFacts(join(root, 'a.txt', 'b', 'c'))).toMatchObject({
      kind: 'missing',
      writable: false,
      blockedBy: join(root, 'a.txt'),
    });
  });

  it('knows what it may not write, for those whom rights bind', async () => {
    const root = await projectFolder({});
    const folder = join(root, 'closed');
    await mkdir(folder);
    await chmod(folder, 0o500);
    const bound = process.getuid?.() !== 0;
    expect((await pathFacts(join(folder, 'new'))).writable).toBe(!bound);
    await chmod(folder, 0o700);
  });
});
