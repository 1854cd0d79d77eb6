import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import schema from '../../../schemas/runtime-report.schema.json' with { type: 'json' };
import type { RuntimeReport } from '../../../schemas/types/runtime-report.ts';
import { runtimeLines } from '../../../trainer/cli/terminal/runtime-table.ts';
import { distFile } from '../../../trainer/dist-file.ts';
import { makeProject, removeProject, writeConfig } from '../training/project.ts';

const plain = pc.createColors(false);

const report: RuntimeReport = {
  v: 1,
  machine: { platform: 'linux-x64', cpu: 'Some CPU', threads: 8, memory: 32e9, node: '20.9.0' },
  rungs: [
    {
      rung: 'cuda',
      available: false,
      failedAt: 'opening',
      reason: 'The private runtime is not installed.',
      remedy: 'Run multitask runtime install cuda.',
      command: 'multitask runtime install cuda',
    },
    {
      rung: 'webgpu',
      available: true,
      device: 'NVIDIA RTX 4070',
      version: 'TensorFlow.js 4.22.0 on Dawn',
      driver: '550.54',
      memory: 12e9,
      openMilliseconds: 500,
      selfTest: { milliseconds: 812.4 },
      imagesPerSecond: 2112.3,
    },
    {
      rung: 'native',
      available: false,
      device: 'CPU, 8 threads',
      version: 'TensorFlow 2.21.0',
      failedAt: 'self-test',
      reason:
        'Its self-test, one small training step, came to wrong numbers: the gradient of conv/kernel is 0.1 where it should be 0.2.',
      remedy: 'Install it anew: multitask runtime remove native, then multitask runtime install native.',
    },
    {
      rung: 'wasm',
      available: true,
      device: 'CPU, 8 threads',
      version: 'TensorFlow.js 4.22.0',
      openMilliseconds: 50,
      selfTest: { milliseconds: 33 },
      imagesPerSecond: 7.26,
    },
  ],
  taken: 'webgpu',
};

const shown = (width?: number, shownReport = report) =>
  runtimeLines(shownReport, width, plain).join('\n').replaceAll('\u00a0', ' ');

describe('what the doctor shows', () => {
  it('is a row per rung, and what there is to say of it', () => {
    expect(shown()).toBe(`linux-x64 · Some CPU, 8 threads · 32.0 GB · Node 20.9.0

  rung    device           version                       driver   memory  self-test        training
  cuda    not available
▸ webgpu  NVIDIA RTX 4070  TensorFlow.js 4.22.0 on Dawn  550.54  12.0 GB   ✓ 812 ms  2 112 images/s
  native  CPU, 8 threads   TensorFlow 2.21.0                                      ✗
  wasm    CPU, 8 threads   TensorFlow.js 4.22.0                             ✓ 33 ms    7.3 images/s

multitask train takes webgpu.

cuda    The private runtime is not installed.
        → Run multitask runtime install cuda.

native  Its self-test, one small training step, came to wrong numbers: the gradient of conv/kernel is 0.1 where it should be 0.2.
        → Install it anew: multitask runtime remove native, then multitask runtime install native.`);
  });

  it('puts below the table what a terminal of 80 cells has no room for', () => {
    expect(shown(80)).toBe(`linux-x64 · Some CPU, 8 threads · 32.0 GB · Node 20.9.0

  rung    device           self-test        training
  cuda    not available
▸ webgpu  NVIDIA RTX 4070   ✓ 812 ms  2 112 images/s
  native  CPU, 8 threads           ✗
  wasm    CPU, 8 threads     ✓ 33 ms    7.3 images/s

multitask train takes webgpu.

cuda    The private runtime is not installed.
        → Run multitask runtime install cuda.

webgpu  TensorFlow.js 4.22.0 on Dawn · driver 550.54 · memory 12.0 GB

native  TensorFlow 2.21.0
        Its self-test, one small training step, came to wrong numbers: the
        gradient of conv/kernel is 0.1 where it should be 0.2.
        → Install it anew: multitask runtime remove native, then multitask
        runtime install native.

wasm    TensorFlow.js 4.22.0`);
  });

  it.each([40, 60, 80, 100, 120])('fits %i cells', (width) => {
    for (const line of shown(width).split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  });

  it('warns that a rung which crashes would be tried first', () => {
    const [cuda, ...others] = report.rungs;
    const crashed = { ...report, rungs: [{ ...cuda, failedAt: 'crash' } as typeof cuda & object, ...others] };
    expect(shown(undefined, crashed)).toContain(
      'multitask train --runtime webgpu works. Without it, cuda would be tried first, and may end the run as it ended its probe.',
    );
  });
});

describe('multitask', () => {
  let root: string;
  let found: RuntimeReport;

  beforeAll(async () => {
    root = await makeProject({ images: 12, model: { epochs: 1 } });
    const { code, stdout } = await multitask('runtime', '--json');
    expect(code).toBe(0);
    found = JSON.parse(stdout);
  });

  afterAll(() => removeProject(root));

  async function multitask(...args: string[]) {
    const child = spawn(process.execPath, [distFile('multitask.js'), ...args], { cwd: root });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (data: Buffer) => {
        texts[name] += data.toString();
      });
    }
    const [code] = await once(child, 'close');
    return { code, ...texts };
  }

  it('runtime finds wasm on every machine, and says what it found as the contract has it', async () => {
    const ajv = new Ajv({ allowUnionTypes: true });
    expect(ajv.validate(schema, found), ajv.errorsText()).toBe(true);
    expect(found.rungs.map(({ rung }) => rung)).toEqual(['cuda', 'webgpu', 'native', 'wasm']);
    expect(found.rungs.at(-1)).toMatchObject({ rung: 'wasm', available: true });
    expect(found.taken).toBe(found.rungs.find(({ available }) => available)!.rung);
  });

  it('train takes the rung that runtime says it takes, and says why no higher one', async () => {
    const { code, stdout } = await multitask('train', 'config.yml', '--events');
    expect(code).toBe(0);
    const { runtime } = JSON.parse(stdout.split('\n')[0]!);
    expect(runtime.rung).toBe(found.taken);
    const higher = found.rungs.slice(
      0,
      found.rungs.findIndex(({ rung }) => rung === found.taken),
    );
    expect(runtime.notTaken.map(({ rung }: { rung: string }) => rung)).toEqual(higher.map(({ rung }) => rung));
  });

  it('train and classify refuse a rung that this machine does not have, and leave no run behind', async () => {
    const runs = await readdir(join(root, '.multitask/runs'));
    for (const rung of found.rungs) {
      if (rung.available) continue;
      for (const args of [
        ['train', 'config.yml'],
        ['classify', 'images/0.png', '--model', 'out/model'],
      ]) {
        const { code, stderr } = await multitask(...args, '--runtime', rung.rung);
        expect(code).toBe(1);
        expect(stderr).toContain(`The runtime ${rung.rung} was asked for and cannot be used: `);
      }
    }
    expect(await readdir(join(root, '.multitask/runs'))).toEqual(runs);
  });

  it('train --runtime beats model.runtime', async () => {
    await writeConfig(root, { epochs: 1, runtime: found.rungs.find(({ available }) => !available)?.rung ?? 'auto' });
    const { code, stdout } = await multitask('train', 'config.yml', '--events', '--runtime', 'wasm');
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0]!).runtime.rung).toBe('wasm');
  });

  it('names the runtimes there are if it is asked for another', async () => {
    const { code, stderr } = await multitask('train', 'config.yml', '--runtime', 'gpu');
    expect(code).toBe(1);
    expect(stderr).toContain('Allowed choices are auto, cuda, webgpu, native, wasm');
  });
});
