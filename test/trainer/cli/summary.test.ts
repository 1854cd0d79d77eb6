import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { registerSummary } from '../../../trainer/cli/commands/summary.ts';

const CONFIG = `paths:
  model_dataframe: none.csv
  model_path: ./model
  training_history_path: history.csv
model:
  input_shape: [128, 96]
  target_encoder:
    print: [solid, striped, dotted]
    größe: [klein, groß]
  paths: image
  backbone: mobilenet
  alpha: 0.25
  freeze_convolutional_layers: true
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'summary-'));
  vi.stubEnv('NO_COLOR', '1');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Runs the command as main.ts does, on a terminal of the given width. */
async function summary(config: string, { width, json = false }: { width?: number; json?: boolean } = {}) {
  const file = join(folder, 'config.yml');
  await writeFile(file, config);
  const [stdout, stderr] = [process.stdout, process.stderr].map((stream) => {
    const chunks: string[] = [];
    const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => chunks.push(String(chunk)) > 0);
    return { chunks, spy };
  });
  const columns = process.stdout.columns;
  process.stdout.columns = width as number;
  const program = new Command();
  registerSummary(program);
  try {
    await program.parseAsync(['summary', file, ...(json ? ['--json'] : [])], { from: 'user' });
    const text = (output: typeof stdout) => output!.chunks.join('').replaceAll('\u00a0', ' ');
    return { stdout: text(stdout), stderr: text(stderr), exitCode: process.exitCode };
  } finally {
    process.stdout.columns = columns;
    process.exitCode = undefined;
    stdout!.spy.mockRestore();
    stderr!.spy.mockRestore();
  }
}

test('shows every layer and the totals', async () => {
  const { stdout, stderr, exitCode } = await summary(CONFIG);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: undefined });
  const lines = stdout.split('\n').map((line) => line.split(/ {2,}/));
  expect(lines[0]).toEqual(['mobilenet, alpha 0.25, 128 × 96 pixels']);
  expect(lines[2]).toEqual(['layer', 'kind', 'output shape', 'parameters', 'trainable']);
  expect(lines).toContainEqual(['model_input', 'InputLayer', '128 × 96 × 3']);
  expect(lines).toContainEqual(['conv_pw_13', 'Conv2D', '4 × 3 × 256', '65 536', 'no']);
  expect(lines).toContainEqual(['größe_clf', 'Dense', '2', '514', 'yes']);
  expect(lines.at(-2)).toEqual(['219 829 parameters: 1 285 trainable, 218 544 not.']);
});

test('as JSON', async () => {
  const { stdout } = await summary(CONFIG, { json: true });
  const { v, layers, parameters } = JSON.parse(stdout);
  expect(v).toBe(1);
  expect(parameters).toEqual({ total: 219_829, trainable: 1_285 });
  expect(layers.at(-1)).toEqual({
    name: 'größe_clf',
    kind: 'Dense',
    outputShape: [2],
    parameters: 514,
    trainable: true,
  });
});

describe('on a narrow terminal, leaves out columns before it wraps lines', () => {
  test.each([
    [100, ['layer', 'kind', 'output shape', 'parameters', 'trainable']],
    [80, ['layer', 'output shape', 'parameters', 'trainable']],
    [60, ['layer', 'output shape', 'parameters']],
    [40, ['layer', 'parameters']],
    [10, ['layer', 'parameters']],
  ])('%s cells', async (width, titles) => {
    const lines = (await summary(CONFIG, { width })).stdout.split('\n');
    expect(lines[2]!.split(/ {2,}/)).toEqual(titles);
    const table = lines.slice(2, -3);
    if (width >= 40) expect(Math.max(...table.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
  });
});

test('says what is wrong with a config, and fails', async () => {
  const { stdout, stderr, exitCode } = await summary(CONFIG.replace('[128, 96]', '[128]'));
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
  expect(stderr).toMatch(/config\.yml:6:\d+ +error/);
});
