import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimRuntime } from '../../../../trainer/runtime/install/claim.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claim-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a runtime has one owner at a time, who is named', async () => {
  const release = await claimRuntime(folder, 'native');
  await expect(claimRuntime(folder, 'native')).rejects.toThrow(
    new RegExp(
      `^The runtime native is being changed by process ${process.pid} since \\d{4}-.*Z\\. Wait for it, or stop it, and call again\\.$`,
    ),
  );
  await (await claimRuntime(folder, 'cuda'))();
  await release();
  await (await claimRuntime(folder, 'native'))();
  expect(await readdir(folder)).toEqual([]);
});

test('of many that come at once, never do two get it', async () => {
  const claims = await Promise.allSettled(Array.from({ length: 20 }, () => claimRuntime(folder, 'native')));
  const owners = claims.filter(({ status }) => status === 'fulfilled');
  expect(owners.length).toBeLessThanOrEqual(1);
  for (const owner of owners) await (owner as PromiseFulfilledResult<() => Promise<void>>).value();
  expect(await readdir(folder)).toEqual([]);
});

/** The one claim in the folder, with other facts in it. */
async function rewrite(facts: object): Promise<string> {
  const [name] = await readdir(folder);
  const path = join(folder, name!);
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...facts }));
  return path;
}

test('the claim of a process that has ended counts for nothing', async () => {
  await claimRuntime(folder, 'native');
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  await rewrite({ pid: child.pid });
  await (await claimRuntime(folder, 'native'))();
  expect(await readdir(folder)).toEqual([]);
});

test('nor does that of a process whose number another one has by now', async () => {
  await claimRuntime(folder, 'native');
  await rewrite({ started: '1' });
  await (await claimRuntime(folder, 'native'))();
});

test('of a process on another machine nobody knows whether it lives', async () => {
  await claimRuntime(folder, 'native');
  const path = await rewrite({ pid: 17, host: `not-${hostname()}` });
  await expect(claimRuntime(folder, 'native')).rejects.toThrow(
    `on not-${hostname()}. If that process is gone, remove ${path}.`,
  );
});
