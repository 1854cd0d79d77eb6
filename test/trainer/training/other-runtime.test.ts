import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import { ofType, trainHere } from './in-process.ts';
import { makeProject, removeProject, writeConfig } from './project.ts';

let opened: Awaited<ReturnType<typeof openRuntime>>;
let root: string;

beforeAll(async () => {
  opened = await openRuntime({ rung: 'wasm' });
  root = await makeProject({ model: { epochs: 1 } });
});

afterAll(async () => {
  await removeProject(root);
  await opened.runtime.dispose();
});

it('a run that goes on with another runtime says that its numbers may differ', async () => {
  const first = await trainHere(root, { opened });
  await writeConfig(root, { epochs: 2 });
  const same = await trainHere(root, { opened, run: first.run });
  expect(ofType(same.events, 'log')).toEqual([]);
  await writeConfig(root, { epochs: 3, runtime: 'native' });
  const native = { ...opened, facts: { ...opened.facts, rung: 'native' as const } };
  const other = await trainHere(root, { opened: native, run: first.run });
  expect(ofType(other.events, 'log')).toMatchObject([
    { level: 'info', message: expect.stringContaining('goes on with native; so far it was trained with wasm') },
  ]);
  expect(other.events.at(-1)).toMatchObject({ type: 'run-ended', status: 'finished', epochs: 3 });
});
