import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexDataframe } from '../../../core/dataframe/index-dataframe.ts';
import { canBeTask, guessColumns } from '../../../core/init/guess-columns.ts';
import { csvReader, temporaryFolder } from '../dataframe/csv-files.ts';

const { write } = csvReader(temporaryFolder());

async function guess(
  columns: Readonly<Record<string, (row: number) => string>>,
  { rows = 40, exists = (_: string): boolean => true } = {},
) {
  const names = Object.keys(columns);
  const lines = Array.from({ length: rows }, (_, row) => names.map((name) => columns[name]?.(row)).join(','));
  const index = await indexDataframe(write([names.join(','), ...lines].join('\n')));
  return guessColumns(index, exists).map(
    ({ column, role, why }) => `${column.name}: ${role} (${why.replaceAll('\u00a0', ' ')})`,
  );
}
const image = (row: number) => `img/${row}.jpg`;
const oneOf =
  (...labels: string[]) =>
  (row: number) =>
    labels[row % labels.length] as string;

describe('guessColumns', () => {
  test('finds images, labels and the split, and says why the rest is none', async () => {
    expect(
      await guess(
        {
          '': String,
          id: (row) => `P-${row}`,
          original: (row) => `raw/${row}.png`,
          picture: image,
          print: oneOf('striped', 'solid', ''),
          shop: () => 'main street',
          price: (row) => `${row}.95`,
          year: oneOf('2021', '2022', '2023'),
          amount: (row) => String(row * 3),
          note: () => '',
          split: oneOf('train', 'train', 'val', 'test'),
        },
        { exists: (path) => path.startsWith('img/') },
      ),
    ).toEqual([
      ': other (no name for a task)',
      'id: other (nearly every row has its own)',
      'original: other (image paths)',
      'picture: image (image paths)',
      'print: labels (2 labels)',
      'shop: other (one value)',
      'price: other (numbers)',
      'year: labels (3 labels)',
      'amount: other (numbers)',
      'note: other (empty)',
      'split: split (train, val and test)',
    ]);
  });

  test('takes paths without an ending that exist, and paths that look right where none exists', async () => {
    const kind = oneOf('a', 'b');
    expect((await guess({ file: (row) => `photo${row}`, kind }))[0]).toBe('file: image (image paths)');
    expect((await guess({ file: image, kind }, { exists: () => false }))[0]).toBe('file: image (image paths)');
    expect((await guess({ file: (row) => `photo${row}`, kind }, { exists: () => false }))[0]).toContain('other');
  });

  test('says which parts a split column has', async () => {
    expect((await guess({ file: image, part: oneOf('val', 'train') }))[1]).toBe('part: split (train and val)');
  });

  test('takes no split column that says other words, or that leaves rows without one', async () => {
    for (const words of [
      ['training', 'validation'],
      ['train', 'val', ''],
      ['val', 'test'],
    ]) {
      expect((await guess({ file: image, part: oneOf(...words) }))[1]).toBe(
        'part: other (a split, but not with train, val or test in every row)',
      );
    }
  });

  test('makes no task of names that a config cannot have, and none of too many values', async () => {
    const labels = oneOf('a', 'b');
    const found = await guess(
      { constructor: labels, '<<': labels, '7': labels, tone: labels, val_tone: labels, many: (row) => `v${row % 60}` },
      { rows: 200, exists: () => false },
    );
    expect(found.filter((line) => line.includes(': labels'))).toEqual(['tone: labels (2 labels)']);
    expect(found.at(-1)).toBe('many: other (60 different values)');
  });

  test('knows which columns a person may choose all the same', async () => {
    const { columns } = await indexDataframe(write('image,number,one\na.jpg,1,x\nb.jpg,2,x\n'));
    expect(columns.map(canBeTask)).toEqual([true, true, false]);
  });
});

test('a Parquet file of pandas is guessed like a CSV file', async () => {
  const index = await indexDataframe(join(import.meta.dirname, '../../fixtures/dataframes/pandas.parquet'));
  expect(guessColumns(index, () => false).map(({ role }) => role)).toEqual(['image', 'labels', 'other']);
});
