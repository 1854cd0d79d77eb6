import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import { expectEvents, expectReport } from '../training/contracts.ts';
import { makeProject, readText, removeProject } from '../training/project.ts';
import { trainInProcess } from './trainer-process.ts';

const EPOCHS = 4;

/** Where in a run its process is killed: at the first event of which this is true. */
const MOMENTS: readonly [string, (event: RunEvent) => boolean][] = [
  ['while it reads images', (event) => event.type === 'phase' && event.phase === 'images'],
  ['in the first step', (event) => event.type === 'epoch-started' && event.epoch === 0],
  ['between an epoch and its checkpoint', (event) => event.type === 'epoch-ended' && event.epoch === 0],
  ['after a checkpoint', (event) => event.type === 'checkpoint-saved' && event.epoch === 0],
  ['within an epoch', (event) => event.type === 'step' && event.epoch === 1],
  ['while it validates', (event) => event.type === 'phase' && event.phase === 'validation' && event.done > 0],
  ['while it saves', (event) => event.type === 'epoch-ended' && event.epoch === 2],
  ['after the last epoch', (event) => event.type === 'checkpoint-saved' && event.epoch === EPOCHS - 1],
];

describe.each([
  ['learning', false],
  ['frozen', true],
])('a killed run with a %s backbone', (_, freeze) => {
  let root: string;
  let history: string;
  let report: { tasks: unknown; bestEpoch: number };

  beforeAll(async () => {
    root = await makeProject({ model: { epochs: EPOCHS, freeze_convolutional_layers: freeze } });
    const { code, stderr } = await trainInProcess(root);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    const [run] = await readdir(join(root, '.multitask/runs'));
    history = await readText(root, '.multitask/runs', run!, 'history.csv');
    report = JSON.parse(await readText(root, '.multitask/runs', run!, 'report.json'));
  });

  afterAll(() => removeProject(root));

  it('goes on to the history and report of an uninterrupted one, wherever it was killed', async () => {
    const killed: string[] = [];
    for (const [moment, isNow] of MOMENTS) {
      const args = killed.length === 0 ? [] : ['--resume', 'latest'];
      const { signal } = await trainInProcess(root, args, (event, child) => {
        if (isNow(event)) child.kill('SIGKILL');
      });
      if (signal === 'SIGKILL') killed.push(moment);
      const run = (await readdir(join(root, '.multitask/runs'))).sort().at(-1)!;
      // What a power failure may leave behind: half a row, half an event.
      await appendFile(join(root, '.multitask/runs', run, 'history.csv'), '7,0.25');
      await appendFile(join(root, '.multitask/runs', run, 'events.ndjson'), '{"v":1,"type":"st');
    }
    expect(killed).toEqual(MOMENTS.map(([moment]) => moment));
    const { code, events } = await trainInProcess(root, ['--resume', 'latest']);
    expect(code).toBe(0);
    expectEvents(events);
    const runs = (await readdir(join(root, '.multitask/runs'))).sort();
    expect(runs).toHaveLength(2);
    const path = join(root, '.multitask/runs', runs.at(-1)!);
    expect(await readText(path, 'history.csv')).toBe(history);
    expect(await readText(root, 'out/history.csv')).toBe(history);
    const resumed = JSON.parse(await readText(path, 'report.json'));
    expectReport(resumed);
    expect(resumed).toMatchObject({ tasks: report.tasks, bestEpoch: report.bestEpoch, epochs: EPOCHS });
    const told = (await readText(path, 'events.ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    expectEvents(told);
    expect(told.filter(({ type }) => type === 'run-started')).toHaveLength(MOMENTS.length + 1);
  });
});
