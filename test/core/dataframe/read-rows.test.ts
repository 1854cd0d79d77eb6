import { chmodSync, existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRows } from '../../../core/dataframe/read-rows.ts';
import { csvReader, readAll, temporaryFolder } from './csv-files.ts';

const folder = temporaryFolder();
const { read, write } = csvReader(folder);

const cellsOf = ({ rows }: Awaited<ReturnType<typeof read>>) => rows.map(({ cells }) => cells);

describe('cells', () => {
  test('are text, exactly as written', async () => {
    const reading = await read('image,print\n a.jpg , None\nNA,no\n010,\n"","1e3"\n');
    expect(cellsOf(reading)).toEqual([
      [' a.jpg ', ' None'],
      ['NA', 'no'],
      ['010', ''],
      ['', '1e3'],
    ]);
    expect(reading.problems).toEqual([]);
  });

  test('hold commas, doubled quotes and line breaks when quoted', async () => {
    const reading = await read('image,print\n"a,b.jpg","say ""cheese"""\n"two\r\nlines\nthree\rfour",plain\nlast,row');
    expect(cellsOf(reading)).toEqual([
      ['a,b.jpg', 'say "cheese"'],
      ['two\r\nlines\nthree\rfour', 'plain'],
      ['last', 'row'],
    ]);
    expect(reading.rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, 3],
      [3, 7],
    ]);
  });

  test('of a column called __proto__ are cells like others', async () => {
    const { header, rows } = await read('__proto__,constructor\na,b\n');
    expect(header?.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(rows[0]?.cells).toEqual(['a', 'b']);
  });
});

describe('lines', () => {
  test('end with CRLF, LF or CR, in any mixture', async () => {
    const reading = await read('a,b\r1,2\r\n3,4\n5,6\r7,8');
    expect(cellsOf(reading)).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
      ['7', '8'],
    ]);
    expect(reading.rows.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  test('that are blank are no rows, before the header too, but count as lines', async () => {
    const { header, rows, problems } = await read('\r\n\n a,b\n\n1,2\n  \t\r\r\n3,4\n\n');
    expect(header?.[0]).toEqual({
      name: ' a',
      range: { start: { line: 3, column: 1 }, end: { line: 3, column: 3 } },
    });
    expect(rows).toEqual([
      { row: 1, line: 5, cells: ['1', '2'] },
      { row: 2, line: 8, cells: ['3', '4'] },
    ]);
    expect(problems).toEqual([]);
  });
});

describe('the header', () => {
  test('has ranges in UTF-16 columns, quotes included', async () => {
    const { header } = await read('\ufeff😀é,"print, ""big""",neck\n1,2,3\n');
    expect(header).toEqual([
      { name: '😀é', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 4 } } },
      { name: 'print, "big"', range: { start: { line: 1, column: 5 }, end: { line: 1, column: 21 } } },
      { name: 'neck', range: { start: { line: 1, column: 22 }, end: { line: 1, column: 26 } } },
    ]);
  });

  test('may spread over lines', async () => {
    const { header, rows } = await read('"a\r\nb","c\nd"\n1,2\n');
    expect(header?.map(({ range }) => range)).toEqual([
      { start: { line: 1, column: 1 }, end: { line: 2, column: 3 } },
      { start: { line: 2, column: 4 }, end: { line: 3, column: 3 } },
    ]);
    expect(rows[0]?.line).toBe(4);
  });

  test('with a name twice is an error that names both columns; unnamed columns are no duplicates', async () => {
    const { problems, rows } = await read(',image,print,,print\n0,a.jpg,plain,,dots\n');
    expect(problems).toEqual([
      {
        code: 'duplicate-column',
        message:
          'The dataframe has the column `print` twice, as column 3 and as column 5. Rename or remove one of them.',
        fatal: false,
        range: { start: { line: 1, column: 15 }, end: { line: 1, column: 20 } },
      },
    ]);
    expect(rows).toHaveLength(1);
  });

  test.each([
    ['image;print;sleeves\na;b;c\n', 'semicolons'],
    ['image\tprint\na\tb\n', 'tabs'],
    ['image|print\na|b\n', 'vertical bars'],
  ])('of %j is told to be separated by %s', async (text, separator) => {
    const { problems, rows } = await read(text);
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([
      { code: 'wrong-separator', fatal: true, range: { start: { line: 1, column: 1 } } },
    ]);
    expect(problems[0]?.message).toContain(`separated by ${separator}`);
  });

  test('alone is an error, with the columns known', async () => {
    const { header, problems } = await read('image,print\n');
    expect(header).toHaveLength(2);
    expect(problems).toEqual([
      {
        code: 'empty-dataframe',
        message: 'The dataframe names 2 columns but has no rows. Add one for every image.',
        fatal: false,
      },
    ]);
  });
});

describe('ragged rows', () => {
  test('are named one by one and left out; the rows around them are read', async () => {
    const { problems, rows } = await read('image,print\na,b\nc\nd,e,"f\ng"\nh,i\n');
    expect(rows).toEqual([
      { row: 1, line: 2, cells: ['a', 'b'] },
      { row: 4, line: 6, cells: ['h', 'i'] },
    ]);
    expect(problems).toEqual([
      {
        code: 'ragged-row',
        message:
          'Row 2 (line 3) has 1 cell, but the header names 2 columns. Every column needs its comma, also where the cell is empty.',
        fatal: false,
        row: 2,
        range: { start: { line: 3, column: 1 }, end: { line: 3, column: 2 } },
      },
      {
        code: 'ragged-row',
        message:
          'Row 3 (line 4) has 3 cells, but the header names 2 columns. A cell that holds a comma must stand in double quotes.',
        fatal: false,
        row: 3,
        range: { start: { line: 4, column: 1 }, end: { line: 5, column: 3 } },
      },
    ]);
  });

  test('beyond a handful are counted', async () => {
    const { problems, rows } = await read(`a,b\n${'x\n'.repeat(300)}${'y,z\n'.repeat(2)}`);
    expect(rows.map(({ row }) => row)).toEqual([301, 302]);
    expect(problems).toHaveLength(6);
    expect(problems[5]?.message).toBe(
      '300 of the first 302 rows have more or fewer cells than the header names columns; the first 5 are listed.',
    );
  });

  test('by the thousand end the reading', async () => {
    const { problems, rows } = await read(`a,b\n${'x\n'.repeat(5000)}y,z\n`);
    expect(rows).toEqual([]);
    expect(problems).toHaveLength(6);
    expect(problems.map(({ fatal }) => fatal)).toEqual([false, false, false, false, false, true]);
  });
});

describe('broken quotes', () => {
  test('a quote never closed is reported where it opens, however far the end is', async () => {
    const { problems, rows } = await read(`a,b\n1,2\n3,"4\n${'5,6\n'.repeat(1000)}`);
    expect(rows).toEqual([{ row: 1, line: 2, cells: ['1', '2'] }]);
    expect(problems).toEqual([
      {
        code: 'broken-quote',
        message:
          'The quote that opens on line 3, column 3 is never closed. Quotes around a cell open and close it; a quote inside it is written twice.',
        fatal: true,
        range: { start: { line: 3, column: 3 }, end: { line: 1004, column: 1 } },
      },
    ]);
  });

  test('a quote not closed for a megabyte ends the reading of a huge file there', async () => {
    const file = write(`a,b\n1,2\n3,"4\n${'5,6\n'.repeat(8_000_000)}`);
    const { problems, rows } = await readAll(file);
    expect(rows).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'broken-quote', fatal: true, range: { start: { line: 3, column: 3 } } }]);
    expect(problems[0]?.message).toContain('line 3, column 3 is not closed within 1.0 MB');
  });

  test('text after a closing quote names both ends of the cell', async () => {
    const { problems } = await read('a,b\n"1\n",2\nx,"3\n4"y,5\n');
    expect(problems).toMatchObject([
      { code: 'broken-quote', fatal: true, range: { start: { line: 4, column: 3 }, end: { line: 5, column: 3 } } },
    ]);
    expect(problems[0]?.message).toContain(
      'Line 5, column 2 closes a quoted cell that opened on line 4, column 3, but more text follows',
    );
  });

  test('a quote in the middle of a cell is named', async () => {
    const { problems } = await read('a,b\nfine,5" wide\n');
    expect(problems).toMatchObject([{ code: 'broken-quote', range: { end: { line: 2, column: 7 } } }]);
    expect(problems[0]?.message).toContain('Line 2, column 7 has a quote in the middle of a cell');
  });

  test('a header of more columns than a table has is named, and one of a million is not waited for', async () => {
    const names = Array.from({ length: 10_001 }, (_, column) => `c${column}`);
    const { problems } = await read(`${names.join(',')}\n`);
    expect(problems).toMatchObject([{ code: 'row-too-long', fatal: true, range: { start: { line: 1, column: 1 } } }]);
    expect(problems[0]?.message).toContain('The header names 10\u00a0001 columns');
    const endless = await read(`a,b\n${','.repeat(3_000_000)}`);
    expect(endless.problems).toMatchObject([{ code: 'row-too-long', fatal: true, range: { start: { line: 2 } } }]);
  });

  test('columns of one name are listed, unless they are many', async () => {
    const { problems } = await read(`a${',a'.repeat(8000)}\n1${',1'.repeat(8000)}\n`);
    expect(problems.map(({ code }) => code)).toEqual(Array(21).fill('duplicate-column'));
    expect(problems.at(-1)?.message).toContain('7\u00a0980 more columns of the dataframe have the name of another');
  });

  test('a row without quotes and without end is named', async () => {
    const { problems } = await read(`a,b\n1,2\n${'x'.repeat(3_000_000)}`);
    expect(problems).toMatchObject([{ code: 'row-too-long', fatal: true, range: { start: { line: 3, column: 1 } } }]);
  });
});

describe('encodings', () => {
  const text = 'image,print\nphotos/é.jpg,"größe\n😀"\n';
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with a byte order mark', utf16],
    ['UTF-16 BE with a byte order mark', Buffer.from(utf16).swap16()],
  ])('%s', async (_name, bytes) => {
    const { header, rows, problems } = await read(bytes);
    expect(problems).toEqual([]);
    expect(header?.[0]).toEqual({
      name: 'image',
      range: { start: { line: 1, column: 1 }, end: { line: 1, column: 6 } },
    });
    expect(rows).toEqual([{ row: 1, line: 2, cells: ['photos/é.jpg', 'größe\n😀'] }]);
  });

  test('Latin-1 is named with its line, its byte and what to do', async () => {
    const { problems } = await read(Buffer.from('image,print\na.jpg,plain\nb.jpg,caf\u00e9\n', 'latin1'));
    expect(problems).toEqual([
      {
        code: 'undecodable-text',
        message:
          'Line 3 of the dataframe is not UTF-8 (byte 0xE9, which is é in Latin-1). Save the file as UTF-8 (in Excel: “CSV UTF-8 (Comma delimited)”).',
        fatal: true,
        range: { start: { line: 3, column: 10 }, end: { line: 3, column: 11 } },
      },
    ]);
  });

  test('a replacement character that was really written is text', async () => {
    const { rows, problems } = await read('image,print\n\ufffd.jpg,x\n');
    expect(problems).toEqual([]);
    expect(rows[0]?.cells[0]).toBe('\ufffd.jpg');
  });

  test('a character cut off by the end of the file is named', async () => {
    const { problems } = await read(Buffer.from('a,b\n1,é').subarray(0, -1));
    expect(problems[0]?.message).toContain(
      'Line 2 of the dataframe is not UTF-8: the file ends in the middle of a character',
    );
  });

  test('half a UTF-16 unit and a lone surrogate are named', async () => {
    const whole = Buffer.from('\ufeffa,b\n1,2\n', 'utf16le');
    expect((await read(whole.subarray(0, -1))).problems[0]?.message).toContain('is not UTF-16');
    const surrogate = Buffer.from('\ufeffa,b\n1,\ud800x\n', 'utf16le');
    expect((await read(surrogate)).problems[0]?.message).toContain('Line 2 of the dataframe is not UTF-16');
  });

  test('UTF-16 without a byte order mark is told apart from other binaries', async () => {
    for (const bytes of [Buffer.from('image,print\n', 'utf16le'), Buffer.from('image,print\n', 'utf16le').swap16()]) {
      expect((await read(bytes)).problems[0]?.message).toContain('UTF-16 without a byte order mark');
    }
  });

  test('a NUL character is named with its line', async () => {
    const { problems } = await read('image,print\na.jpg,plain\nb\0.jpg,dots\n');
    expect(problems).toMatchObject([
      { code: 'binary-dataframe', fatal: true, range: { start: { line: 3, column: 2 } } },
    ]);
    expect(problems[0]?.message).toContain('Line 3 of the dataframe holds a NUL character');
  });

  test.each([
    ['an Excel workbook', 'PK\x03\x04rest'],
    ['an old Excel workbook', '\xd0\xcf\x11\xe0rest'],
    ['a gzip archive', '\x1f\x8brest'],
    ['a JPEG image', '\xff\xd8\xff\xe0rest'],
  ])('%s under a .csv name is named', async (name, content) => {
    const { problems } = await read(Buffer.from(content, 'latin1'));
    expect(problems).toMatchObject([{ code: 'binary-dataframe', fatal: true }]);
    expect(problems[0]?.message).toContain(name);
  });
});

describe('files', () => {
  test.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeff'],
    ['blank lines', '\n\r\n \n'],
  ])('with %s are empty', async (_name, text) => {
    expect((await read(text)).problems).toMatchObject([{ code: 'empty-dataframe', fatal: true }]);
  });

  test('that do not exist are named by path', async () => {
    const file = join(folder, 'nowhere.csv');
    const { problems } = await readAll(file);
    expect(problems).toMatchObject([{ code: 'missing-dataframe', fatal: true }]);
    expect(problems[0]?.message).toContain(file);
    expect((await readAll(join(write('a,b'), 'below-a-file.csv'))).problems[0]?.code).toBe('missing-dataframe');
  });

  test('that are folders are named', async () => {
    const { problems } = await readAll(folder);
    expect(problems).toMatchObject([{ code: 'unreadable-dataframe', fatal: true }]);
    expect(problems[0]?.message).toContain('is a folder');
  });

  test('that are devices are not read', async () => {
    if (!existsSync('/dev/zero')) return;
    expect((await readAll('/dev/zero')).problems[0]?.message).toContain('is not a regular file');
  });

  test('that may not be read are named', async () => {
    const file = write('a,b\n1,2\n');
    chmodSync(file, 0o000);
    const messages = (await readAll(file)).problems.map(({ message }) => message);
    // The superuser and Windows read files whatever their mode.
    const bound = process.getuid !== undefined && process.getuid() !== 0;
    expect(messages).toEqual(bound ? [expect.stringContaining('this user may not read the file')] : []);
  });

  test('with a NUL in their path are a problem, not an exception', async () => {
    expect((await readAll('a\0b.csv')).problems).toMatchObject([{ code: 'unreadable-dataframe', fatal: true }]);
  });

  test('are closed when the reader stops early', async () => {
    const file = write(`a,b\n${'1,2\n'.repeat(100_000)}`);
    for await (const part of readRows(file)) if ('rows' in part) break;
    if (!existsSync('/proc/self/fd')) return;
    const open = readdirSync('/proc/self/fd').map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    });
    expect(open).not.toContain(file);
  });
});

describe('aborting', () => {
  test('before the start throws the reason', async () => {
    const reason = new Error('enough');
    await expect(readAll(write('a,b\n1,2\n'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('in between throws the reason at the next chunk', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const rows = readRows(write(`a,b\n${'1,2\n'.repeat(100_000)}`), { signal: controller.signal });
    await rows.next();
    controller.abort(reason);
    const rest = (async () => {
      for await (const _ of rows);
    })();
    await expect(rest).rejects.toBe(reason);
  });
});
