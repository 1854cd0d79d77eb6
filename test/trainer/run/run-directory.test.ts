import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeError } from '../../../core/files.ts';
import { findRun } from '../../../core/runs/run-directory.ts';
import { readRunFile } from '../../../core/runs/run-file.ts';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import { createRun, newRunId } from '../../../trainer/run/create-run.ts';
import { openEventLog } from '../../../trainer/run/event-log.ts';
import { HistoryFile, keptRows } from '../../../trainer/run/history-file.ts';
import { beginRunFile, endRunFile, refuseLiving } from '../../../trainer/run/run-file.ts';

let root: string;
let configFile: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'multitask-run-'));
  configFile = join(root, 'config.yml');
  await writeFile(configFile, '\uFEFFpaths: {}\r\n# exactly so\r\n');
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('run directories', () => {
  it('are made apart from each other, with the config byte for byte', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => createRun(root, configFile)));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(8);
    expect(await readFile(runs[0]!.config)).toEqual(await readFile(configFile));
    expect(await readFile(join(root, '.multitask/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('have names that sort by time', () => {
    const times = [0, 1, 999, 1000, 86_400_000, 1e12, 1.8e12];
    const ids = times.map((time) => newRunId(new Date(time)));
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^19700101-000000-000-[0-9a-z]{3}$/);
  });

  it('are found by name, by path and as the latest', async () => {
    const first = await createRun(root, configFile);
    const later = {
      ...first,
      id: '99991231-000000-000-zzz',
      path: join(root, '.multitask/runs/99991231-000000-000-zzz'),
    };
    await mkdir(later.path);
    await writeFile(join(later.path, 'config.yml'), '');
    expect((await findRun(root, first.id)).path).toBe(first.path);
    expect((await findRun(root, 'latest')).path).toBe(later.path);
    expect((await findRun(root, join('.multitask', 'runs', first.id))).path).toBe(first.path);
    await expect(findRun(root, 'yesterday')).rejects.toThrow('There is no run yesterday in ');
  });

  it('that do not exist are spoken of plainly', async () => {
    await expect(findRun(root, 'latest')).rejects.toThrow('There is no run yet in ');
  });
});

describe('run.json', () => {
  it('says who trains, since when, and how it ended', async () => {
    const run = await createRun(root, configFile);
    expect(await readRunFile(run)).toBeUndefined();
    await beginRunFile(run, { configFile, root }, 'wasm');
    expect(await readRunFile(run)).toMatchObject({
      v: 1,
      run: run.id,
      config: configFile,
      root,
      pid: process.pid,
      status: 'running',
    });
    await endRunFile(run, 'stopped');
    await beginRunFile(run, { configFile, root }, 'wasm');
    const resumed = (await readRunFile(run))!;
    expect(resumed).toMatchObject({ status: 'running', resumedAt: expect.any(String) });
    expect(resumed).not.toHaveProperty('endedAt');
  });

  it('guards a run whose process lives, and only that', async () => {
    const run = await createRun(root, configFile);
    await beginRunFile(run, { configFile, root }, 'wasm');
    const file = (await readRunFile(run))!;
    expect(() => refuseLiving({ ...file, pid: process.ppid })).toThrow(`is still training in process ${process.ppid}`);
    expect(() => refuseLiving({ ...file, pid: process.ppid, status: 'stopped' })).not.toThrow();
    expect(() => refuseLiving({ ...file, pid: 2 ** 22 + 1 })).not.toThrow();
    expect(() => refuseLiving(file)).not.toThrow();
    expect(() => refuseLiving(undefined)).not.toThrow();
  });
});

describe('events.ndjson', () => {
  const event = (message: string): RunEvent => ({
    v: 1,
    type: 'log',
    time: '2026-01-01T00:00:00.000Z',
    level: 'info',
    message,
  });

  it('only ever grows by whole lines, after a crash too', async () => {
    const run = await createRun(root, configFile);
    const log = openEventLog(run);
    log.append(event('one'));
    log.close();
    await writeFile(run.events, '{"v":1,"ty', { flag: 'a' });
    const again = openEventLog(run);
    again.append(event('zwei\n'));
    again.close();
    const lines = (await readFile(run.events, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([event('one'), event('zwei\n')]);
  });
});

describe('history.csv', () => {
  const HEADER = 'epoch,loss\r\n';

  it('is written alike in every place, and rows are added', async () => {
    const paths = [join(root, 'a.csv'), join(root, 'new', 'folder', 'b.csv')];
    const history = await HistoryFile.begin(paths, HEADER, ['0,1.0\r\n']);
    await history.append('1,0.5\r\n');
    for (const path of paths) expect(await readFile(path, 'utf8')).toBe(`${HEADER}0,1.0\r\n1,0.5\r\n`);
  });

  it.each([
    ['', []],
    [HEADER, []],
    [`${HEADER}0,1.0\r\n1,0.5\r\n2,0.25\r\n`, ['0,1.0\r\n', '1,0.5\r\n']],
    [`${HEADER}0,1.0\r\n1,0.5`, ['0,1.0\r\n']],
    [`${HEADER}0,1.0\r\n1,0.5\r`, ['0,1.0\r\n']],
    [`${HEADER}0,1.0\r\n2,0.5\r\n`, ['0,1.0\r\n']],
    ['epoch,accuracy\r\n0,1.0\r\n', []],
  ])('keeps complete rows of the epochs that a checkpoint knows: %j', async (text, rows) => {
    const path = join(root, 'history.csv');
    await writeFile(path, text);
    expect(await keptRows(path, HEADER, 2)).toEqual(rows);
  });

  it('that is gone has no rows', async () => {
    expect(await keptRows(join(root, 'none.csv'), HEADER, 2)).toEqual([]);
  });
});

describe('a refused write', () => {
  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'the disk is read-only'],
    ['EACCES', 'this user may not write there'],
  ])('is told in plain words: %s', (code, reason) => {
    const error = writeError(Object.assign(new Error(code), { code }), 'the model', '/m');
    expect((error as Error).message).toBe(`The model could not be saved: ${reason} (/m).`);
  });

  it('that nobody can mend is handed on as it is', () => {
    const bug = new TypeError('x');
    expect(writeError(bug, 'the model', '/m')).toBe(bug);
  });
});
