import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distFile } from '../../../trainer/dist-file.ts';
import { ofType } from '../training/in-process.ts';
import { makeProject, removeProject } from '../training/project.ts';
import { type Ended, trainInProcess } from './trainer-process.ts';

let root: string;

beforeAll(async () => {
  root = await makeProject({ model: { epochs: 2000, early_stopping_patience: 2000 } });
});

afterAll(() => removeProject(root));

interface Stopped {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `multitask stop` in a process of its own. */
async function stop(run: string, onOutput: () => void = () => {}): Promise<Stopped> {
  const child = spawn(process.execPath, [distFile('multitask.js'), 'stop', run], { cwd: root });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (data: Buffer) => {
      texts[name] += data.toString();
      onOutput();
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

/** A run that is asked to stop in its second epoch. */
async function stoppedRun(...args: string[]): Promise<{ training: Ended; stopping: Stopped; run: string }> {
  let stopping: Promise<Stopped> | undefined;
  const training = await trainInProcess(root, args, (event) => {
    if (event.type === 'epoch-started' && event.epoch >= 1) stopping ??= stop('latest');
  });
  const run = ofType(training.events, 'run-started')[0]!.run;
  return { training, stopping: (await stopping)!, run };
}

const file = (run: string, name: string) => join(root, '.multitask/runs', run, name);

describe('multitask stop', () => {
  it('stops a run as Ctrl-C does, from any other process, and waits until it is over', async () => {
    const { training, stopping, run } = await stoppedRun();
    const ended = ofType(training.events, 'run-ended')[0]!;
    expect(training.code).toBe(0);
    expect(ended.status).toBe('stopped');
    expect(existsSync(join(root, 'out/model/model.json'))).toBe(true);
    expect(stopping.stderr).toBe('');
    expect(stopping.code).toBe(0);
    expect(stopping.stdout).toMatch(
      new RegExp(`^Asked run ${run} to stop\\. Waiting for process \\d+ to finish its step, save the best weights`),
    );
    expect(stopping.stdout).toContain(ended.reason);
    expect(existsSync(file(run, 'stop-request'))).toBe(false);
  });

  it('says so if the run is not running, and asks nothing of it', async () => {
    const { code, stdout } = await stop('latest');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Run \S+ is not running: stopped at \d{4}-\d\d-\d\dT.*\.\n$/);
  });

  it('has no effect on the process that goes on with the run later', async () => {
    const { run } = await stoppedRun();
    await writeFile(file(run, 'stop-request'), 'to an earlier process');
    let left: boolean | undefined;
    const { code } = await trainInProcess(root, ['--resume', run], (event, child) => {
      if (event.type === 'run-started') left = existsSync(file(run, 'stop-request'));
      if (event.type === 'epoch-started') child.kill('SIGINT');
    });
    expect(code).toBe(0);
    expect(left).toBe(false);
  });

  it('says that the run has died', async () => {
    const killed = await trainInProcess(root, [], (event, child) => {
      if (event.type === 'step') child.kill('SIGKILL');
    });
    const { run } = ofType(killed.events, 'run-started')[0]!;
    const dead = await stop(run);
    expect(dead).toMatchObject({ code: 1, stdout: '' });
    expect(dead.stderr).toContain(`Run ${run} has died: its process `);
    expect(dead.stderr).toContain(`--resume ${run} goes on from its last checkpoint.`);
  });

  it('says that the run has died while it waited', async () => {
    let stopping: Promise<Stopped> | undefined;
    await trainInProcess(root, [], (event, child) => {
      if (event.type !== 'step' || stopping) return;
      // Stands still, so that it does not hear of the request before it dies.
      child.kill('SIGSTOP');
      stopping = stop('latest', () => child.kill('SIGKILL'));
    });
    expect(await stopping).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Asked run /),
      stderr: expect.stringContaining(' has died: its process '),
    });
  });

  it('names the runs there are if it is told of another', async () => {
    const { code, stderr } = await stop('lastest');
    expect(code).toBe(1);
    expect(stderr).toMatch(/There is no run lastest in .*\. The nearest is .*, the latest /);
  });
});

it('the run says which runtime it trains on', async () => {
  const { run } = await stoppedRun('--runtime', 'wasm');
  expect(JSON.parse(await readFile(file(run, 'run.json'), 'utf8'))).toMatchObject({
    status: 'stopped',
    runtime: 'wasm',
  });
});
