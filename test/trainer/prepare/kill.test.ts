import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { distFile } from '../../../trainer/dist-file.ts';
import { dataset, prepare } from './dataset.ts';

const COUNT = 240;

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function begin(root: string): { child: ChildProcess; ending: Promise<Ending> } {
  const args = [distFile('multitask.js'), 'prepare', 'deepfashion', 'dataset_config.yml'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { child, ending };
}

const crops = (root: string) => join(root, 'data/img_crop');

/** How many crops are in their place. */
function cropsMade(root: string): number {
  try {
    return readdirSync(crops(root), { recursive: true }).filter((name) => /Garment_.*png$/.test(`${name}`)).length;
  } catch {
    return 0;
  }
}

/** Every file that a run makes, but for the journal, which knows when. */
async function results(root: string): Promise<Map<string, string>> {
  const files = (await readdir(crops(root), { recursive: true })).filter((name) => name.endsWith('.png')).sort();
  const paths = [...files.map((name) => join('data/img_crop', name)), 'data/full_dataset.parquet'];
  return new Map(
    [...paths, 'data/model_subset.parquet', 'out/processed_subset.csv'].map((path) => [
      path,
      readFileSync(join(root, path)).toString('base64'),
    ]),
  );
}

describe('a prepare that is killed', () => {
  it('at any moment leaves only whole crops, and the next one ends as if nothing had been', async () => {
    const root = await dataset(COUNT);
    expect((await prepare(root)).code).toBe(0);
    const undisturbed = await results(root);
    expect(undisturbed.size).toBe(COUNT + 3);

    for (const file of ['data/img_crop', 'data/full_dataset.parquet', 'data/model_subset.parquet', 'out']) {
      await rm(join(root, file), { recursive: true });
    }
    let kills = 0;
    for (let moment = 1; moment < COUNT; moment += 31) {
      const { child, ending } = begin(root);
      await vi.waitUntil(() => cropsMade(root) >= moment || child.exitCode !== null, { timeout: 60_000, interval: 1 });
      child.kill('SIGKILL');
      // On a busy machine the last ones may be done before they are killed.
      if ((await ending).signal === 'SIGKILL') kills++;
      for (const name of await readdir(crops(root), { recursive: true })) {
        if (!/Garment_.*png$/.test(name)) continue;
        const path = join('data/img_crop', name);
        expect(readFileSync(join(root, path)).toString('base64') === undisturbed.get(path), path).toBe(true);
      }
    }
    expect(kills).toBeGreaterThan(3);
    const { code, stdout } = await prepare(root, '--json');
    expect(code).toBe(0);
    const { made, kept } = JSON.parse(stdout).crops;
    expect(made + kept).toBe(COUNT);
    expect(kept).toBeGreaterThan(100);
    expect(await results(root)).toEqual(undisturbed);
    const left = (await readdir(crops(root), { recursive: true })).filter((name) => basename(name).startsWith('.'));
    expect(left).toEqual(['.multitask-crops.ndjson']);
  });
});

describe('a prepare that is asked to stop', () => {
  it('ends after the crops in work, and says how to go on', async () => {
    const root = await dataset(COUNT);
    const { child, ending } = begin(root);
    await vi.waitUntil(() => cropsMade(root) >= 20 || child.exitCode !== null, { timeout: 60_000, interval: 1 });
    child.kill('SIGINT');
    const { code, stderr } = await ending;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped\. The crops that are made are kept; the same command goes on from there\.\n$/);
    const made = cropsMade(root);
    expect((await readdir(crops(root))).filter((name) => name.startsWith('.'))).toEqual(['.multitask-crops.ndjson']);
    const { crops: again } = JSON.parse((await prepare(root, '--json')).stdout);
    expect(again).toEqual({ made: COUNT - made, kept: made });
  });
});
