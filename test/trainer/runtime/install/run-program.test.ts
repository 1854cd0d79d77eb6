import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogFile } from '../../../../trainer/runtime/install/log-file.ts';
import { runProgram } from '../../../../trainer/runtime/install/run-program.ts';

let folder: string;
let log: LogFile;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'program-'));
  log = new LogFile(join(folder, 'log'));
});
afterEach(() => rm(folder, { recursive: true }));

const node = (script: string, signal = new AbortController().signal) =>
  runProgram(process.execPath, ['-e', script], { cwd: folder, env: { GREETING: 'good day' }, signal, log });

test('gives what a program prints, and keeps all of it in the log', async () => {
  expect(await node('console.log(process.env.GREETING); console.error("aside")')).toBe('good day\n');
  const text = readFileSync(log.path, 'utf8');
  expect(text).toContain(`$ ${process.execPath} -e console.log`);
  expect(text).toContain('\ngood day\n');
  expect(text).toContain('\naside\n');
});

test('rejects when it fails, says how, and when it is not there', async () => {
  await expect(node('process.exit(3)')).rejects.toThrow(`${process.execPath} has failed (exit code 3)`);
  await expect(node('process.kill(process.pid, "SIGKILL")')).rejects.toThrow('has failed (SIGKILL)');
  const { signal } = new AbortController();
  await expect(runProgram('/nowhere', [], { cwd: folder, env: {}, signal, log })).rejects.toThrow('ENOENT');
});

/** Starts a program that starts another one, both deaf to polite requests; each writes its number into a file of its own. */
const FAMILY = `
  const { spawn } = require('node:child_process');
  const deaf = (name) => "process.on('SIGTERM', () => {}); require('node:fs').writeFileSync('" + name + "', '' + process.pid); setInterval(() => {}, 1000);";
  spawn(process.execPath, ['-e', deaf('grandchild')]);
  eval(deaf('child'));
`;

const numberIn = (name: string): number => Number(readFileSync(join(folder, name), 'utf8'));

function lives(pid: number): boolean {
  try {
    // A process that has ended but that nobody has asked for is still listed, as a zombie.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

test('an abort ends the program and all that it has started, even those that are deaf', async () => {
  const stop = new AbortController();
  const running = node(FAMILY, stop.signal);
  await vi.waitUntil(
    () => ['child', 'grandchild'].every((name) => existsSync(join(folder, name)) && numberIn(name) > 0),
    {
      timeout: 20_000,
    },
  );
  stop.abort();
  await expect(running).rejects.toThrow('abort');
  await vi.waitUntil(() => !lives(numberIn('child')) && !lives(numberIn('grandchild')), { timeout: 20_000 });
});

test('nothing is started after an abort', async () => {
  await expect(node('', AbortSignal.abort())).rejects.toThrow('abort');
  expect(readFileSync(log.path, 'utf8')).toBe('');
});
