import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledProgram, bundledProgram } from '../bundled-program.ts';

const LIMIT_MS = 2000;

let serving: BundledProgram;

beforeAll(async () => {
  serving = await bundledProgram(
    `import { endWithParent } from './trainer/process/parent-watchdog.ts';
     await endWithParent({ readsStdin: process.argv[3] === 'reads' });
     console.log('watching');
     if (process.argv[2] === 'busy') for (;;);
     setInterval(() => {}, 1000);`,
  );
});

afterAll(() => serving.remove());

/** A parent whose child serves. The two share their output, so that it ends when both are gone. */
async function parentOf(...args: string[]): Promise<ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> }> {
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').spawn(process.execPath, ${JSON.stringify([serving.file, ...args])}, { stdio: ['pipe', 'inherit', 'inherit'] });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  expect(line).toBe('watching');
  return parent;
}

describe('a process that serves', () => {
  it.each([
    ['idle', 'ignores'],
    ['busy', 'ignores'],
    ['idle', 'reads'],
    ['busy', 'reads'],
  ])('ends soon after its parent was killed while it was %s and %s its input', async (...args) => {
    const parent = await parentOf(...args);
    const killed = performance.now();
    parent.kill('SIGKILL');
    await once(parent.stdout, 'close');
    expect(performance.now() - killed).toBeLessThan(LIMIT_MS);
  });

  it('ends by itself when its work is done', async () => {
    const program = await bundledProgram(
      `import { endWithParent } from './trainer/process/parent-watchdog.ts';
       await endWithParent();`,
    );
    const child = spawn(process.execPath, [program.file], { stdio: ['pipe', 'ignore', 'inherit'] });
    expect(await once(child, 'exit')).toEqual([0, null]);
    await program.remove();
  });

  it('ends when its parent closes its input', async () => {
    const child = spawn(process.execPath, [serving.file, 'idle'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(child.exitCode).toBeNull();
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });
});
