import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectEvents } from '../training/contracts.ts';
import { ofType } from '../training/in-process.ts';
import { makeProject, readText, removeProject, writeConfig } from '../training/project.ts';
import { trainInProcess } from './trainer-process.ts';

describe('multitask train', () => {
  let root: string;

  beforeAll(async () => {
    root = await makeProject({ model: { epochs: 50 } });
  });

  afterEach(() => writeConfig(root, { epochs: 50 }));

  afterAll(() => removeProject(root));

  it('stops at the first Ctrl-C, saves, and exits with 0', async () => {
    const { code, events } = await trainInProcess(root, [], (event, child) => {
      if (event.type === 'step' && event.epoch === 1 && event.step === 1) child.kill('SIGINT');
    });
    expect(code).toBe(0);
    expectEvents(events);
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'stopped' });
    expect(existsSync(join(root, 'out/model/model.json'))).toBe(true);
  });

  it('leaves at once at the second, with 130', async () => {
    const { code, events } = await trainInProcess(root, [], (event, child) => {
      if (event.type !== 'step' || event.epoch !== 0 || event.step !== 1) return;
      child.kill('SIGINT');
      child.kill('SIGTERM');
    });
    expect(code).toBe(130);
    expect(ofType(events, 'run-ended')).toEqual([]);
  });

  it('exits with 130 if it is stopped before there is anything to save', async () => {
    const { code, events } = await trainInProcess(root, [], (event, child) => {
      if (event.type === 'run-started') child.kill('SIGINT');
    });
    expect(code).toBe(130);
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'stopped', epochs: 0 });
  });

  it('goes on although nobody reads its events any more', async () => {
    await writeConfig(root, { epochs: 2 });
    const { code } = await trainInProcess(root, [], (event, child) => {
      if (event.type === 'run-started') child.stdout!.destroy();
    });
    expect(code).toBe(0);
  });

  it('refuses a run whose process lives, and one that does not exist', async () => {
    await writeConfig(root, { epochs: 2 });
    const ended = await trainInProcess(root);
    const run = ofType(ended.events, 'run-started')[0]!.run;
    const file = join(root, '.multitask/runs', run, 'run.json');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('"finished"', '"running"').replace(/"pid": \d+/, `"pid": ${process.pid}`),
    );
    const living = await trainInProcess(root, ['--resume', run]);
    expect(living.code).toBe(1);
    expect(living.stderr).toContain(`Run ${run} is still training in process ${process.pid}.`);
    const unknown = await trainInProcess(root, ['--resume', 'lastest']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('There is no run lastest');
    expect(unknown.events).toEqual([]);
  });

  it('refuses to go on with another config, and says which keys differ', async () => {
    await writeConfig(root, { epochs: 1 });
    await trainInProcess(root);
    await writeConfig(root, { epochs: 2, random_seed: 8, batch_size: 4 });
    const { code, stderr } = await trainInProcess(root, ['--resume', 'latest']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /cannot go on with this config, .*model\.batch_size is 4, was 8; model\.random_seed is 8, was 7\./,
    );
  });

  it('says that a finished run is finished, and goes on with it for more epochs', async () => {
    await writeConfig(root, { epochs: 2 });
    const first = await trainInProcess(root);
    const over = await trainInProcess(root, ['--resume', 'latest']);
    expect(over.code).toBe(1);
    expect(over.stderr).toContain('is finished: it has trained 2 epochs.');
    await writeConfig(root, { epochs: 3 });
    const { code, events } = await trainInProcess(root, ['--resume', 'latest']);
    expect(code).toBe(0);
    expect(events[0]).toMatchObject({
      type: 'run-started',
      firstEpoch: 2,
      run: ofType(first.events, 'run-started')[0]!.run,
    });
    expect((await readText(root, 'out/history.csv')).trimEnd().split('\r\n')).toHaveLength(4);
  });

  it('prints what the check finds and trains nothing if there are errors', async () => {
    await writeConfig(root, { epochs: 2, split_method: 'column', split_column: 'nowhere' });
    const { code, events, stderr } = await trainInProcess(root);
    expect(code).toBe(1);
    expect(events).toEqual([]);
    expect(stderr).toContain('Nothing was trained: ');
  });
});
