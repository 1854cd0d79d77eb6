import { existsSync, symlinkSync } from 'node:fs';
import { rm, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import { CheckpointStore } from '../../../trainer/run/checkpoint.ts';
import { createRun } from '../../../trainer/run/create-run.ts';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import { expectEvents } from '../training/contracts.ts';
import { projectAt, trainHere } from '../training/in-process.ts';
import { makeProject, readText, removeProject } from '../training/project.ts';

/** A file on which every write finds the disk full. Linux has it; elsewhere checkpoint.test.ts covers the same with injected errors. */
const FULL = '/dev/full';

describe('a full disk', () => {
  let opened: Awaited<ReturnType<typeof openRuntime>>;
  let root: string;

  beforeAll(async () => {
    opened = await openRuntime();
    root = await makeProject();
  });

  afterAll(async () => {
    await removeProject(root);
    await opened.runtime.dispose();
  });

  it('ends the run in plain words, keeps the last checkpoint, and the run goes on once there is room', async () => {
    if (!existsSync(FULL)) {
      console.warn(`${FULL} does not exist here: not tested against a disk that is really full.`);
      return;
    }
    const whole = await trainHere(root, { opened });
    const run = await createRun(root, (await projectAt(root)).configFile);
    const full = join(run.checkpoint, 'weights-000001.bin');
    const events: RunEvent[] = [];
    const failing = trainHere(root, {
      opened,
      run,
      onEvent(event) {
        events.push(event);
        if (event.type === 'epoch-started' && event.epoch === 1) symlinkSync(FULL, full);
      },
    });
    await expect(failing).rejects.toThrow(
      /^The checkpoint of epoch 2 could not be saved: the disk is full \(.*The checkpoint of epoch 1 is kept in .*; --resume .* goes on from there\.$/,
    );
    expectEvents(events);
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'failed', epochs: 1 });
    expect((await CheckpointStore.open(run.checkpoint)).progress?.epoch).toBe(0);

    await unlink(full);
    const resumed = await trainHere(root, { opened, run });
    expect(await readText(resumed.run.history)).toBe(await readText(whole.run.history));
  });

  it('that refuses the very events ends the run too', async () => {
    if (!existsSync(FULL)) return;
    const run = await createRun(root, (await projectAt(root)).configFile);
    await symlink(FULL, run.events);
    const events: RunEvent[] = [];
    const failing = trainHere(root, { opened, run, onEvent: (event) => void events.push(event) });
    await expect(failing).rejects.toThrow(/^The event log could not be saved: the disk is full/);
    // Whoever watches is told all the same.
    expect(events.map(({ type }) => type)).toEqual(['run-started', 'run-ended']);
    await rm(run.path, { recursive: true });
  });
});
