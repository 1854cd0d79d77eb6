import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { bundledProgram } from '../../bundled-program.ts';
import { hasAdapter, note, softwareEnvironment } from './software-adapter.ts';

const BUSY = 'const y = tf.matMul(tf.randomNormal([300, 300]), tf.randomNormal([300, 300]));';

/** Runs a program that has opened the runtime. A process that hangs would have the test time out. */
async function runProgram(rest: string): Promise<{ code: number | null; output: string }> {
  const program = await bundledProgram(`
    import * as tf from '@tensorflow/tfjs-core';
    import { openWebgpu } from './trainer/runtime/webgpu/webgpu-rung.ts';
    let device;
    const runtime = await openWebgpu({ allowSoftwareAdapter: true, onDevice: (opened) => { device = opened; } });
    ${rest}`);
  try {
    const child = spawn(process.execPath, [program.file], {
      env: { ...process.env, ...softwareEnvironment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const [code] = await once(child, 'close');
    return { code, output };
  } finally {
    await program.remove();
  }
}

test.each([
  ['disposes of the runtime', 'await runtime.dispose();', 0],
  ['disposes of it with a read under way', `${BUSY} y.data().catch(() => {}); await runtime.dispose();`, 0],
  [
    'disposes of it and opens another',
    'await runtime.dispose(); await (await openWebgpu({ allowSoftwareAdapter: true })).dispose();',
    0,
  ],
  ['forgets it', '', 0],
  ['forgets it with commands that were never sent', BUSY, 0],
  ['forgets it with a read under way', `${BUSY} y.data().then(() => console.log('read'));`, 0],
  ['leaves at once with a read under way', `${BUSY} y.data(); process.exit(130);`, 130],
  ['loses the device and forgets it', `${BUSY} y.data().catch(() => {}); device.destroy();`, 0],
] as const)(`a process ends by itself when it %s${note}`, async (_, rest, expected) => {
  if (!hasAdapter) return;
  const { code, output } = await runProgram(`${rest}\n console.log('last line');`);
  expect({ code, output: output.replace(/^=+$|^Hi, looks like.*$/gm, '').trim() }).toEqual({
    code: expected,
    output: expected === 130 ? '' : expect.stringContaining('last line'),
  });
});
