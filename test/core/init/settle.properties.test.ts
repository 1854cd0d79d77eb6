import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { csvText } from '../../../core/dataframe/csv-text.ts';
import { indexDataframe } from '../../../core/dataframe/index-dataframe.ts';
import { guessColumns } from '../../../core/init/guess-columns.ts';
import { BATCH_SIZE, taskOf } from '../../../core/init/plan.ts';
import { settle } from '../../../core/init/settle.ts';
import fc from '../../fast-check.ts';
import { temporaryFolder } from '../dataframe/csv-files.ts';
import { photo } from '../project-folder.ts';

const root = temporaryFolder();
beforeAll(async () => {
  const image = await photo();
  for (let index = 0; index < 5; index++) writeFileSync(join(root, `${index}.jpg`), image);
});

const awkward = fc.constantFrom(
  'yes',
  'no',
  'null',
  '~',
  '1',
  '2',
  '1.0',
  'a: b',
  '# c',
  '- d',
  "'",
  '"',
  'ä, ö',
  'x\ny',
  ' ',
  '{',
  '<<',
  'true',
);
const labels = fc.uniqueArray(
  fc.oneof(
    awkward,
    fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !text.includes('\0')),
  ),
  { minLength: 2, maxLength: 5 },
);
const names = fc.uniqueArray(
  fc.oneof(awkward, fc.constantFrom('print', 'val_print', 'constructor', 'split', 'image path', '12', 'yes')),
  { minLength: 2, maxLength: 6 },
);

test('what is guessed of any dataframe with images passes the check without an error', async () => {
  let settled = 0;
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.array(labels, { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 4, max: 60 }),
      fc.nat(),
      async ([image = '', ...others], choices, rows, seed) => {
        const cell = (row: number, column: number) => {
          const values = others[column] === 'split' ? ['train', 'val', 'test'] : ['', ...(choices[column] ?? [])];
          return values[(row * 7 + ((row * row * (column + 3)) ^ seed)) % values.length] ?? '';
        };
        const lines = Array.from({ length: rows }, (_, row) => [
          `${row % 5}.jpg`,
          ...others.map((_, column) => cell(row, column)),
        ]);
        const file = join(root, 'rows.csv');
        writeFileSync(file, csvText([[image, ...others], ...lines]));
        const index = await indexDataframe(file);
        const guesses = guessColumns(index, () => true);
        const ofRole = (role: string) => guesses.filter((guess) => guess.role === role).map(({ column }) => column);
        const tasks = ofRole('labels').map(taskOf);
        const [split] = ofRole('split');
        expect(ofRole('image').map(({ name }) => name)).toEqual([image]);
        if (tasks.length === 0) return;
        const plan = {
          dataframe: './rows.csv',
          imageColumn: image,
          tasks,
          batchSize: BATCH_SIZE,
          ...(split && { splitColumn: split.name }),
        };
        const { check, text } = await settle(plan, { root, configFile: join(root, 'config.yml') });
        expect(
          check.findings.filter(({ severity }) => severity === 'error'),
          text,
        ).toEqual([]);
        expect(Object.keys(check.document.config?.model.target_encoder ?? {})).toEqual(tasks.map(({ name }) => name));
        settled += 1;
      },
    ),
    { numRuns: 150 },
  );
  expect(settled).toBeGreaterThan(50);
});
