import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { findCells, findCellsOfEach } from '../../../core/dataframe/find-cells.ts';
import { temporaryFolder } from './csv-files.ts';

const folder = temporaryFolder();
const inContent = (content: string, column: string, values: string[], options = {}) =>
  findCells('rows.csv', { column, values: new Set(values) }, { content, ...options });

const range = (startLine: number, startColumn: number, endLine: number, endColumn: number) => ({
  start: { line: startLine, column: startColumn },
  end: { line: endLine, column: endColumn },
});

describe('findCells', () => {
  it('says where cells stand, as editors count, also after quoted line breaks and astral characters', async () => {
    const content = 'image,note,print\r\na.jpg,"two\r\nlines",dots\nb😀.jpg,"says ""hi""","dots"\rc.jpg,,plain\n';
    expect(await inContent(content, 'print', ['dots', 'plain'])).toEqual([
      { row: 1, range: range(3, 8, 3, 12), text: 'dots' },
      { row: 2, range: range(4, 23, 4, 29), text: 'dots' },
      { row: 3, range: range(5, 8, 5, 13), text: 'plain' },
    ]);
    expect(await inContent(content, 'note', ['two\r\nlines', ''])).toEqual([
      { row: 1, range: range(2, 7, 3, 7), text: 'two\r\nlines' },
      { row: 3, range: range(5, 7, 5, 7), text: '' },
    ]);
  });

  it('skips ragged rows, as reading does, and goes on after them', async () => {
    const content = 'image,print\na.jpg,dots\nragged,dots,dots\nb.jpg,dots\n';
    expect((await inContent(content, 'print', ['dots'])).map(({ row }) => row)).toEqual([1, 3]);
  });

  it('gives the header first where it is asked for, and no more than the limit', async () => {
    const content = `image,"a ""b"""\n${'a.jpg,x\n'.repeat(10)}`;
    expect(await inContent(content, 'a "b"', ['x'], { header: true, limit: 2 })).toEqual([
      { row: 0, range: range(1, 7, 1, 16), text: 'a "b"' },
      { row: 1, range: range(2, 7, 2, 8), text: 'x' },
    ]);
  });

  it('answers several wishes, by values and by rows, in one pass', async () => {
    const found = await findCellsOfEach(
      'rows.csv',
      [{ column: 'b', values: new Set(['1']) }, { column: 'a', rows: new Set([2]) }, { column: 'c' }],
      { content: 'a,b\nx,1\ny,2\nz,1\n' },
    );
    expect(found.map((cells) => cells.map(({ row, text }) => [row, text]))).toEqual([
      [
        [1, '1'],
        [3, '1'],
      ],
      [[2, 'y']],
      [],
    ]);
  });

  it('finds nothing in a Parquet file, a folder or where nothing stands', async () => {
    const file = join(folder, 'rows.parquet');
    const columnData = [{ name: 'print', data: ['dots'], type: 'STRING' as const }];
    writeFileSync(file, new Uint8Array(parquetWriteBuffer({ columnData })));
    for (const path of [file, folder, join(folder, 'none.csv')]) {
      expect(await findCells(path, { column: 'print' })).toEqual([]);
    }
  });

  it('can be ended, and lets others have their turn meanwhile', async () => {
    const content = `a,b\n${'x,y\n'.repeat(200_000)}`;
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await expect(inContent(content, 'a', ['x'], { signal: controller.signal })).rejects.toThrow('aborted');
  });
});
