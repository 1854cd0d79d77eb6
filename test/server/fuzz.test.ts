import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fuzz } from '../../bench/fuzz/fuzz.ts';

it('stands two thousand mutated configs and dataframes, one after the other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'multitask-fuzz-'));
  const { failures, times } = await fuzz({ seed: 5, from: 0, inputs: 2000, folder });
  // The inputs that failed stay in their files.
  expect(failures).toEqual([]);
  // What was slow once, on a machine with other work, was asked once more.
  expect(times.get('textDocument/diagnostic')?.length).toBeGreaterThanOrEqual(2000);
  expect(times.size).toBeGreaterThan(8);
  await rm(folder, { recursive: true, force: true });
});
