import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { readKerasFile } from '../../../trainer/hdf5/read-keras-file.ts';
import fc from '../../fast-check.ts';
import { kerasFile } from '../keras-file/keras-files.ts';

const MODEL = kerasFile('tf2.4-frozen');

let folder: string;
let whole: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mutants-'));
  whole = await readFile(MODEL);
});
afterAll(() => rm(folder, { recursive: true }));

/** A few bytes changed, most often among those that hold the file together, and perhaps cut off. */
const damage = () =>
  fc.record({
    changes: fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
    length: fc.option(fc.nat(whole.length)),
  });

function damaged({ changes, length }: { changes: [number, number][]; length: number | null }): Buffer {
  const bytes = Buffer.from(whole);
  for (const [position, value] of changes) bytes[position] = value;
  return bytes.subarray(0, length ?? whole.length);
}

// Some damage sends the parser into a loop without end, so that nothing less than a process that can be killed will do.
test('damaged models are read or refused, whatever the damage', async () => {
  const path = join(folder, 'model.h5');
  await fc.assert(
    fc.asyncProperty(damage(), async (how) => {
      await writeFile(path, damaged(how));
      const outcome = await readKerasFile(path, 'model', { timeLimit: 10_000 }).catch((error: unknown) => error);
      expect(outcome instanceof UserError || 'kind' in (outcome as object)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
