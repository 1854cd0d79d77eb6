import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { installedRuntime } from '../../../../trainer/runtime/install/installed.ts';
import { type FakeMachine, fakeMachine } from './fake-machine.ts';
import type { Order } from './install-process.ts';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'install-process-'));
  program = join(folder, 'install-process.cjs');
  const source = fileURLToPath(new URL('install-process.ts', import.meta.url));
  await build({ entryPoints: [source], outfile: program, bundle: true, platform: 'node', target: 'node20' });
});

afterAll(() => rm(folder, { recursive: true }));

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

/** Begins an install in a process of its own. */
function begin(machine: FakeMachine, order: Partial<Order> = {}): { child: ChildProcess; ending: Promise<Ending> } {
  const { recipe, host, data } = machine;
  const child = spawn(process.execPath, [program, JSON.stringify({ recipe, index: host.index, ...order })], {
    env: { ...host.env, MULTITASK_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, said }));
  });
  return { child, ending };
}

/** Waits until a program is at work and holds on; resolves to its process number. */
async function held(machine: FakeMachine, name: string): Promise<number> {
  const path = join(machine.folder, `${name}.held`);
  await vi.waitUntil(() => existsSync(path) && readFileSync(path, 'utf8') !== '', { timeout: 60_000 });
  const pid = Number(readFileSync(path, 'utf8'));
  await rm(path);
  return pid;
}

const hasEnded = (pid: number) =>
  vi.waitUntil(() => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '), {
    timeout: 60_000,
  });

describe('an install that is killed', () => {
  it('at any moment is never half seen, and the next one ends it', async () => {
    const machine = await fakeMachine();
    for (let moment = 1; ; moment++) {
      const { signal } = await begin(machine, { dieAt: moment }).ending;
      if (signal === null) {
        expect(moment).toBeGreaterThan(10);
        break;
      }
      expect(signal).toBe('SIGKILL');
      expect(await installedRuntime('native')).toBeUndefined();
      expect((await begin(machine).ending).said).toBe('installed');
      expect(await installedRuntime('native')).toBeDefined();
      expect(await machine.runtimes()).toEqual(['native']);
      await rm(machine.data, { recursive: true });
    }
  });

  it.each([
    ['python3', ['python3', 'python3', 'npm', 'g++', 'g++']],
    ['npm', ['python3', 'npm', 'npm', 'g++', 'g++']],
    ['g++', ['python3', 'npm', 'g++', 'g++', 'g++']],
  ] as const)('while %s is at work goes on from there', async (name, calls) => {
    const machine = await fakeMachine();
    await machine.set(name, 'hold');
    const { child, ending } = begin(machine);
    const pid = await held(machine, name);
    child.kill('SIGKILL');
    expect((await ending).signal).toBe('SIGKILL');
    await hasEnded(pid);
    expect(await installedRuntime('native')).toBeUndefined();
    await machine.set(name, undefined);
    expect((await begin(machine).ending).said).toBe('installed');
    expect((await machine.calls()).map((call) => call.split(' ')[0])).toEqual(calls);
    expect(await machine.runtimes()).toEqual(['native']);
  });
});

describe('an install that is asked to stop', () => {
  it('ends the program at work, and gives up its claim', async () => {
    const machine = await fakeMachine();
    await machine.set('npm', 'hold');
    const { child, ending } = begin(machine);
    const pid = await held(machine, 'npm');
    child.kill('SIGTERM');
    expect((await ending).code).toBe(130);
    await hasEnded(pid);
    expect((await machine.runtimes()).filter((name) => name.endsWith('.claim'))).toEqual([]);
    expect(await installedRuntime('native')).toBeUndefined();
  });
});

describe('two installs', () => {
  it('are not at work at once: the second says who is, and a dead one is no obstacle', async () => {
    const machine = await fakeMachine();
    await machine.set('npm', 'hold');
    const first = begin(machine);
    await held(machine, 'npm');
    const second = await begin(machine).ending;
    expect(second.code).toBe(1);
    expect(second.said).toMatch(
      new RegExp(`^The runtime native is being changed by process ${first.child.pid} since .*\\. Wait for it`),
    );
    first.child.kill('SIGKILL');
    await first.ending;
    await machine.set('npm', undefined);
    expect((await begin(machine).ending).said).toBe('installed');
  });
});
