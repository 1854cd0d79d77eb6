import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { indexDataframe } from '../../../core/dataframe/index-dataframe.ts';
import { readRows } from '../../../core/dataframe/read-rows.ts';
import { readAll, temporaryFolder } from './csv-files.ts';
import { type OnePage, onePageFile } from './one-page.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/dataframes');
const SAME_TABLE = readdirSync(FIXTURES).filter(
  (name) => name.endsWith('.parquet') && !['pandas.parquet', 'no-rows.parquet', 'twice.parquet'].includes(name),
);
const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as {
  names: string[];
  rows: string[][];
};
const byColumn = ({ names, rows }: { names: readonly string[]; rows: readonly (readonly string[])[] }) =>
  Object.fromEntries(names.map((name, column) => [name, rows.map((cells) => cells[column])]));

const folder = temporaryFolder();
let files = 0;
function file(content: Uint8Array | string, ending = 'parquet'): string {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, content);
  return path;
}
const snappy = readFileSync(join(FIXTURES, 'snappy.parquet'));

describe('a Parquet file of pyarrow', () => {
  test.each(SAME_TABLE)('%s reads as pandas writes it to CSV', async (name) => {
    const { header, rows, problems } = await readAll(join(FIXTURES, name));
    expect(problems).toEqual([]);
    const names = header?.map((column) => column.name) ?? [];
    expect(names).toEqual(expected.names.filter((column) => column !== 'zone' || name !== 'int96.parquet'));
    const columns = byColumn(expected);
    expect(byColumn({ names, rows: rows.map((row) => row.cells) })).toEqual(
      Object.fromEntries(names.map((column) => [column, columns[column]])),
    );
    expect(rows.map(({ row, line }) => [row, line])).toEqual(expected.rows.map((_, index) => [index + 1, undefined]));
  });

  test('keeps its row numbers as a column that nobody asks for', async () => {
    const { columns, problems } = await indexDataframe(join(FIXTURES, 'pandas.parquet'));
    expect(problems).toEqual([]);
    expect(columns.map(({ name }) => name)).toEqual(['image', 'print', '__index_level_0__']);
    expect(columns[1]?.values.get('striped')?.first[0]).toEqual({ row: 1 });
    expect(columns[1]?.empty.count).toBeGreaterThan(0);
  });

  test('may name a column twice, which is told without a place in the file', async () => {
    const { problems, rows } = await readAll(join(FIXTURES, 'twice.parquet'));
    expect(problems).toEqual([
      {
        code: 'duplicate-column',
        message:
          'The dataframe has the column `print` twice, as column 2 and as column 3. Rename or remove one of them.',
        fatal: false,
      },
    ]);
    expect(rows[0]?.cells).toEqual(['img/dress_0000.jpg', 'striped', '-5']);
  });

  test('without rows is told as an empty dataframe', async () => {
    const { header, problems } = await readAll(join(FIXTURES, 'no-rows.parquet'));
    expect(header?.map(({ name }) => name)).toContain('image');
    expect(problems).toMatchObject([{ code: 'empty-dataframe', fatal: false }]);
  });
});

describe('what a file is', () => {
  test('decides how it is read, whatever its name ends in', async () => {
    expect((await readAll(file(snappy, 'csv'))).rows).toHaveLength(23);
    const { rows, problems } = await readAll(file('image,print\na.jpg,dots\n', 'parquet'));
    expect(problems).toEqual([]);
    expect(rows.map(({ cells }) => cells)).toEqual([['a.jpg', 'dots']]);
  });

  test('is told where it is named .parquet and is neither', async () => {
    const { problems } = await readAll(file('\u0001\u0002\u0000rest'));
    expect(problems).toEqual([
      {
        code: 'damaged-dataframe',
        message: 'The dataframe is a damaged Parquet file: it does not start as one. Copy or export it again.',
        fatal: true,
      },
    ]);
  });

  test('is told where it is missing, empty or a folder, as for CSV', async () => {
    const codes = async (path: string) => (await readAll(path)).problems.map(({ code }) => code);
    expect(await codes(join(folder, 'none.parquet'))).toEqual(['missing-dataframe']);
    expect(await codes(file(''))).toEqual(['empty-dataframe']);
    expect(await codes(folder)).toEqual(['unreadable-dataframe']);
  });
});

describe('a Parquet file that cannot be read', () => {
  test.each([
    ['its last byte', 1],
    ['its end', 100],
    ['half of it', snappy.length / 2],
    ['all but its start', snappy.length - 4],
  ])('without %s is damaged', async (_, missing) => {
    const path = join(folder, `${files++}.parquet`);
    copyFileSync(join(FIXTURES, 'snappy.parquet'), path);
    truncateSync(path, snappy.length - missing);
    const { problems, rows } = await readAll(path);
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([{ code: 'damaged-dataframe', fatal: true }]);
  });

  test('because it is encrypted says so', async () => {
    const marked = Buffer.concat([Buffer.from('PARE'), snappy.subarray(4, -4), Buffer.from('PARE')]);
    expect((await readAll(file(marked))).problems).toMatchObject([{ code: 'encrypted-dataframe', fatal: true }]);
    const onlyFooter = Buffer.concat([snappy.subarray(0, -4), Buffer.from('PARE')]);
    expect((await readAll(file(onlyFooter))).problems).toMatchObject([{ code: 'encrypted-dataframe' }]);
  });

  test('because of its compression says which', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [{ name: 'image', data: ['a', 'b'] }],
      codec: 'LZO',
      compressors: { LZO: (input) => input },
    });
    const { problems } = await readAll(file(new Uint8Array(buffer)));
    expect(problems.map(({ message }) => message)).toEqual([
      "The dataframe is a Parquet file that is compressed with LZO, which cannot be read here. Write it again with pandas' to_parquet, or as CSV. (Column `image`, row group 1.)",
    ]);
  });

  test.each([
    ['a number without end', [0x16, ...new Array(100_000).fill(0xff)], 'a number that is too long'],
    ['more parts than bytes', [0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f], 'too many parts'],
    ['structures in structures', new Array(1000).fill(0x1c), 'nested too deeply'],
    ['text beyond its end', [0x18, 0xff, 0xff, 0xff, 0x7f], 'its footer is cut off'],
  ])('because its footer has %s is refused at once', async (_, footer, reason) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    const { problems } = await readAll(
      file(Buffer.concat([Buffer.from('PAR1'), Buffer.from(footer), length, Buffer.from('PAR1')])),
    );
    expect(problems).toMatchObject([{ code: 'damaged-dataframe', fatal: true }]);
    expect(problems[0]?.message).toContain(reason);
  });

  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
  const hostile: Record<string, OnePage & { reason: string }> = {
    'deltas in blocks of negative length, which lead back to their own start': {
      element: { type: 'INT32' },
      encoding: 'DELTA_BINARY_PACKED',
      values: 100,
      bytes: [...varint(2 ** 32 - 8), 1, 100, 0, 0, 2, ...new Array(8).fill(0)],
      reason: 'its deltas are broken',
    },
    'deltas in miniblocks that are not made of whole groups of four bytes': {
      element: { type: 'INT64' },
      encoding: 'DELTA_BINARY_PACKED',
      values: 100,
      bytes: [8, 1, 100, 0, 0, 8, ...new Array(200).fill(0)],
      reason: 'its deltas are broken',
    },
    'a run without values, whose byte hides a run of any length': {
      element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      encoding: 'RLE_DICTIONARY',
      values: 2 ** 20,
      bytes: [8, 1, 0, 0x80, 0x80, 0x80, 0x80, 1, 0, 0, 0, 0, 0],
      reason: 'a run of values is too long',
    },
    'millions of empty texts in a few bytes': {
      element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      encoding: 'DELTA_LENGTH_BYTE_ARRAY',
      values: 4_500_000,
      bytes: [...varint(2 ** 23), 1, ...varint(2 ** 22), 0, 0, 0],
      reason: 'has pages of too many rows',
    },
    'more rows than can be held': {
      element: { type: 'BOOLEAN' },
      encoding: 'RLE',
      values: 5_000_001,
      bytes: [4, 0, 0, 0, ...varint(2 * 5_000_001)],
      reason: 'claims 5\u00a0000\u00a0001 rows; at most 5\u00a0000\u00a0000 are read',
    },
  };
  test.each(Object.keys(hostile))('because it holds %s is refused at once', async (name) => {
    const { reason, ...page } = hostile[name] as OnePage & { reason: string };
    const { rows, problems } = await readAll(file(onePageFile(page)));
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([{ fatal: true }]);
    expect(problems[0]?.message).toContain(reason);
  });

  test('because a page is damaged says in which column and row group', async () => {
    const none = readFileSync(join(FIXTURES, 'none.parquet'));
    const at = none.indexOf('img/dress_0003.jpg');
    none.writeUInt32LE(0xffffff, at - 4);
    expect((await readAll(file(none))).problems).toEqual([
      {
        code: 'damaged-dataframe',
        message:
          'The dataframe is a damaged Parquet file: its values cannot be decoded. Copy or export it again. (Column `image`, row group 1.)',
        fatal: true,
      },
    ]);
  });

  test('because its text is not UTF-8 names the column', async () => {
    const none = readFileSync(join(FIXTURES, 'none.parquet'));
    none[none.indexOf('img/dress_0003.jpg')] = 0xff;
    const { problems } = await readAll(file(none));
    expect(problems).toMatchObject([{ code: 'undecodable-text', fatal: true }]);
    expect(problems[0]?.message).toContain('`image`');
  });
});

describe('a Parquet file of other writers', () => {
  const table = (rows: number) => [
    { name: 'image', data: Array.from({ length: rows }, (_, row) => `${row}.jpg`) },
    { name: 'print', data: Array.from({ length: rows }, (_, row) => ['dots', 'plain', null][row % 3]) },
  ];

  test('may have many row groups and rows', async () => {
    const path = file(new Uint8Array(parquetWriteBuffer({ columnData: table(30_000), rowGroupSize: [1000, 7000] })));
    const { columns, rows } = await indexDataframe(path);
    expect(rows).toBe(30_000);
    expect(columns[1]?.empty.count).toBe(10_000);
    expect(columns[1]?.values.get('plain')).toMatchObject({
      count: 10_000,
      first: [2, 5, 8, 11, 14].map((row) => ({ row })),
    });
    expect(columns[0]?.complete).toBe(false);
  });

  test('may have pages of any size together, as long as those of one row group are not too large', async () => {
    const long = 'a'.repeat(16 * 1024 * 1024);
    const columnData = [{ name: 'image', data: new Array(65).fill(long), encoding: 'PLAIN' as const }];
    const path = file(new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 1 })));
    const { rows, problems } = await indexDataframe(path);
    expect(problems).toEqual([]);
    expect(rows).toBe(65);
  });

  test('may hold images, which are not read as cells', async () => {
    const images = Array.from({ length: 3 }, () => new Uint8Array(5000).fill(200));
    const schema = [
      { name: 'root', num_children: 2 },
      { name: 'image', type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const },
      { name: 'pixels', type: 'BYTE_ARRAY' as const },
    ];
    const columnData = [
      { name: 'image', data: ['a', 'b', 'c'] },
      { name: 'pixels', data: images },
    ];
    const buffer = parquetWriteBuffer({ columnData, schema, codec: 'UNCOMPRESSED' });
    expect((await readAll(file(new Uint8Array(buffer)))).rows.map(({ cells }) => cells)).toEqual([
      ['a', '…'],
      ['b', '…'],
      ['c', '…'],
    ]);
  });

  test('may hold lists of more equal values than memory has room for, which are not read as cells', async () => {
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'image', repetition_type: 'OPTIONAL' as const, converted_type: 'LIST' as const, num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
      { name: 'element', type: 'INT32' as const, repetition_type: 'OPTIONAL' as const },
    ];
    const lists = (length: number) =>
      new Uint8Array(
        parquetWriteBuffer({ columnData: [{ name: 'image', data: [new Array(length).fill(1)] }], schema }),
      );
    const cellOf = async (length: number) => (await readAll(file(lists(length)))).rows.map(({ cells }) => cells[0]);
    expect(await cellOf(3)).toEqual(['[1, 1, 1]']);
    expect(await cellOf(4_500_000)).toEqual(['…']);
  });

  test('stops being read when the signal says so', async () => {
    const path = file(new Uint8Array(parquetWriteBuffer({ columnData: table(20_000) })));
    const controller = new AbortController();
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const part of readRows(path, { signal: controller.signal })) {
        if ('rows' in part) controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
  });
});
