import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_DISTINCT_VALUES } from '../../../core/dataframe/column-tally.ts';
import type { Row, Sample } from '../../../core/dataframe/dataframe.ts';
import { imagePaths } from '../../../core/dataframe/image-paths.ts';
import { indexDataframe } from '../../../core/dataframe/index-dataframe.ts';
import type { ReadOptions } from '../../../core/dataframe/read-text.ts';
import type { ProjectPlace } from '../../../core/paths.ts';
import { readDataframe } from '../../../core/rows/read-samples.ts';
import type { Config } from '../../../schemas/types/config.ts';
import { configWith } from '../../config-with.ts';
import fc from '../../fast-check.ts';
import { csvReader, readAll, temporaryFolder } from '../dataframe/csv-files.ts';

const folder = temporaryFolder();
const { write } = csvReader(folder);
const place = { root: folder, configFile: join(folder, 'config.yml') };

const config = configWith({ target_encoder: { print: ['plain', 'dots', 'None'], sleeves: ['long', 'short'] } });

const readSamples = async (file: string, project: Config, options: ReadOptions & ProjectPlace) =>
  (await readDataframe(file, project, options)).samples.map(written);

/** A sample with nothing but what it says. */
function written({ row, image, imageText, labels, part }: Sample): Sample {
  return { row, image, imageText, labels, ...(part && { part }) };
}

describe('samples', () => {
  test('gives each label its index in the order of target_encoder, whatever the order of the columns', async () => {
    const file = write('sleeves,note,image,print\nshort,x,a.jpg,dots\nlong,y,b/c.jpg,None\n');
    expect(await readSamples(file, config, place)).toEqual([
      { row: 1, image: join(folder, 'a.jpg'), imageText: 'a.jpg', labels: [1, 1] },
      { row: 2, image: join(folder, 'b/c.jpg'), imageText: 'b/c.jpg', labels: [2, 0] },
    ]);
  });

  test('marks an empty cell as a missing label and keeps the row, even without any label', async () => {
    const samples = await readSamples(write('image,print,sleeves\na,,long\nb,,\n'), config, place);
    expect(samples.map(({ labels }) => labels)).toEqual([
      [-1, 0],
      [-1, -1],
    ]);
  });

  test('leaves out rows with an unlisted label, without an image, and ragged ones', async () => {
    const csv = 'image,print,sleeves\na,plain,long\nb,Plain,long\n,plain,long\nd,plain \ne,plain,long \nf,dots,short\n';
    const samples = await readSamples(write(csv), config, place);
    expect(samples.map(({ row }) => row)).toEqual([1, 6]);
  });

  test('reads a missing task column as missing labels, and no sample without the image column', async () => {
    const withoutSleeves = await readSamples(write('image,print\na,dots\n'), config, place);
    expect(withoutSleeves.map(({ labels }) => labels)).toEqual([[1, -1]]);
    expect(await readSamples(write('photo,print\na,dots\n'), config, place)).toEqual([]);
  });

  test('with split_method column reads train, val and test, and leaves other rows out', async () => {
    const byColumn = configWith({ ...config.model, split_method: 'column', split_column: 'fold' });
    const csv = 'image,print,sleeves,fold\na,,,train\nb,,,val\nc,,,test\nd,,,Train\ne,,,\n';
    const samples = await readSamples(write(csv), byColumn, place);
    expect(samples.map(({ part }) => part)).toEqual(['train', 'val', 'test']);
    expect(await readSamples(write('image,print,sleeves\na,,\n'), byColumn, place)).toEqual([]);
  });

  test('ignores the split column otherwise', async () => {
    const [sample] = await readSamples(write('image,split\na,anything\n'), config, place);
    expect(sample).toEqual({ row: 1, image: join(folder, 'a'), imageText: 'a', labels: [-1, -1] });
  });

  test('reads nothing of a file that cannot be read', async () => {
    expect(await readSamples(join(folder, 'nowhere.csv'), config, place)).toEqual([]);
  });

  test('throws the reason of its signal', async () => {
    const reason = new Error('enough');
    const reading = readSamples(write('image\na\n'), config, { ...place, signal: AbortSignal.abort(reason) });
    await expect(reading).rejects.toBe(reason);
  });
});

test('the index read along is that of indexDataframe', async () => {
  const file = write('image,print,sleeves\na,plain,long\nb,cap,long\nc\nd,,short\n');
  expect((await readDataframe(file, config, place)).dataframe).toEqual(await indexDataframe(file));
});

test('the samples are the rows that have an image, listed labels and, where it decides, a part', async () => {
  const cell = fc.constantFrom('plain', 'plain', 'dots', 'long', 'train', 'val', '', 'a.jpg', ' ', '"é,\n"');
  const header = fc.shuffledSubarray(['image', 'print', 'sleeves', 'split'], { minLength: 2 });
  const damage = fc.constantFrom('', '', '', 'ragged\n', '\n', 'a,"b', '"x"y\n');
  await fc.assert(
    fc.asyncProperty(
      header,
      fc.array(fc.tuple(fc.array(cell, { minLength: 4, maxLength: 4 }), damage), { maxLength: 30 }),
      fc.constantFrom('stratified', 'column'),
      async (names, lines, method) => {
        const rows = lines.map(([cells, after]) => `${cells.slice(0, names.length).join(',')}\n${after}`);
        const file = write(`${names.join(',')}\n${rows.join('')}`);
        const project = configWith({ ...config.model, split_method: method, split_column: 'split' });
        const read = await readAll(file);
        const expected = read.rows.flatMap((row) =>
          plainly(row, read.header?.map(({ name }) => name) ?? [], project, file),
        );
        expect(await readSamples(file, project, place)).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  );
});

/** The sample that a row is, if any, read as plainly as possible. */
function plainly({ row, cells }: Row, names: readonly string[], { model }: Config, file: string): Sample[] {
  const cell = (name: string) => cells[names.indexOf(name)] ?? '';
  const imageText = cell(model.paths);
  const labels = Object.entries(model.target_encoder).map(([task, listed]) =>
    cell(task) === '' ? -1 : listed.indexOf(cell(task)) === -1 ? undefined : listed.indexOf(cell(task)),
  );
  const part = ['train', 'val', 'test'].find((name) => name === cell(model.split_column)) as Sample['part'];
  if (imageText === '' || labels.includes(undefined)) return [];
  const sample = { row, image: imagePaths(folder, file).resolve(imageText), imageText, labels: labels as number[] };
  if (model.split_method !== 'column') return [sample];
  return part ? [{ ...sample, part }] : [];
}

test('more distinct images and labels than an index keeps are read all the same', async () => {
  const many: [string, string, ...string[]] = ['label 0', 'label 1'];
  for (let row = 2; row < MAX_DISTINCT_VALUES + 500; row++) many.push(`label ${row}`);
  const rows = many.map((label, row) => `images/é${row}.jpg,${row % 3 === 0 ? '' : label},${label}\n`);
  const project = configWith({ target_encoder: { print: many, sleeves: ['long', ...many] } });
  // The odd row sends the second file to csv-parse.
  for (const odd of ['', 'ragged\n']) {
    const samples = await readSamples(write(`image,print,sleeves\n${odd}${rows.join('')}`), project, place);
    const shift = odd === '' ? 1 : 2;
    expect(samples).toEqual(
      many.map((_, row) => ({
        row: row + shift,
        image: join(folder, `images/é${row}.jpg`),
        imageText: `images/é${row}.jpg`,
        labels: [row % 3 === 0 ? -1 : row, row + 1],
      })),
    );
  }
});

describe('image paths', () => {
  const root = join(folder, 'project');
  const data = join(root, 'data');
  mkdirSync(join(root, 'images'), { recursive: true });
  mkdirSync(join(data, 'images'), { recursive: true });
  for (const file of ['images/both.jpg', 'images/root.jpg', 'data/images/both.jpg', 'data/images/beside.jpg']) {
    writeFileSync(join(root, file), '');
  }
  const csv = join(data, 'data.csv');
  const imageOf = async (path: string) => {
    writeFileSync(csv, `image\n${path}\n`);
    const [sample] = await readSamples(csv, config, { root, configFile: join(root, 'config.yml') });
    return sample?.image;
  };

  test.each([
    ['is under the root and beside the CSV file', 'images/both.jpg', join(root, 'images/both.jpg')],
    ['is only under the root', 'images/root.jpg', join(root, 'images/root.jpg')],
    ['is only beside the CSV file', 'images/beside.jpg', join(data, 'images/beside.jpg')],
    ['is nowhere', 'images/nowhere.jpg', join(root, 'images/nowhere.jpg')],
    ['is in a folder that exists nowhere', 'other/nowhere.jpg', join(root, 'other/nowhere.jpg')],
    ['no file can have', `${'é'.repeat(200)}/a.jpg`, join(root, `${'é'.repeat(200)}/a.jpg`)],
    ['climbs', '../images/root.jpg', join(root, 'images/root.jpg')],
    ['is absolute', join(folder, 'somewhere.jpg'), join(folder, 'somewhere.jpg')],
  ])('a path that %s', async (_where, path, expected) => {
    expect(await imageOf(path)).toBe(expected);
  });
});
