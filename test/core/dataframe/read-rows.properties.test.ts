import { describe, expect, test } from 'vitest';
import fc from '../../fast-check.ts';
import { csvReader, type Reading, temporaryFolder } from './csv-files.ts';

const { read } = csvReader(temporaryFolder());

/** Text with everything that CSV makes hard. */
const hardText = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', ',', '"', '""', '\n', '\r', '\r\n', '\t', ';', 'é', '😀', '\ufeff', '\ufffd'),
  maxLength: 8,
});

const anyText = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0'));

const chunkSizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 16, 64, 1000);

/** A table of at least two columns, so that no row is a blank line. */
const tables = fc
  .integer({ min: 2, max: 5 })
  .chain((columns) =>
    fc.array(fc.array(fc.oneof(hardText, anyText), { minLength: columns, maxLength: columns }), { maxLength: 12 }),
  );

const lineEnds = fc.constantFrom('\n', '\r\n', '\r');

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 bom': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

const written = (cell: string, quoted: boolean) =>
  quoted || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

const breaksIn = (text: string) => text.replaceAll('\r\n', '\n').split(/[\r\n]/).length - 1;

test('a table written as CSV reads as it was, whatever the cells, line ends, encoding and chunk size', async () => {
  await fc.assert(
    fc.asyncProperty(
      tables,
      lineEnds,
      fc.infiniteStream(fc.boolean()),
      fc.boolean(),
      fc.constantFrom(...Object.keys(encodings)),
      chunkSizes,
      async (table, lineEnd, quoting, endsWithBreak, encoding, chunkSize) => {
        const names = (table[0] ?? ['', '']).map((_, column) => `column ${column}`);
        const lines = [names, ...table].map((cells) =>
          cells.map((cell) => written(cell, quoting.next().value)).join(','),
        );
        const text = lines.join(lineEnd) + (endsWithBreak ? lineEnd : '');
        const encode = encodings[encoding] as (text: string) => Buffer;
        const { header, rows, problems } = await read(encode(text), { chunkSize });

        expect(header?.map(({ name }) => name)).toEqual(names);
        expect(rows.map(({ cells }) => cells)).toEqual(table);
        expect(problems.map(({ code }) => code)).toEqual(table.length === 0 ? ['empty-dataframe'] : []);
        let line = 2;
        for (const [index, row] of rows.entries()) {
          expect(row).toMatchObject({ row: index + 1, line });
          line += 1 + breaksIn(lines[index + 1] as string);
        }
      },
    ),
    { numRuns: 400 },
  );
});

/** The same grammar, written as plainly as possible: what the file says, without any position. */
function naively(text: string): { records: string[][]; broken: boolean } {
  const records: string[][] = [];
  let rest = text;
  while (rest !== '') {
    const record: string[] = [];
    for (;;) {
      const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
      const plain = /^[^",\r\n]*/.exec(rest);
      const match = quoted ?? plain;
      record.push(quoted ? (quoted[1] as string).replaceAll('""', '"') : (plain?.[0] as string));
      rest = rest.slice(match?.[0].length);
      if (!rest.startsWith(',')) break;
      rest = rest.slice(1);
    }
    const end = /^(\r\n|\n|\r|$)/.exec(rest);
    if (!end) return { records, broken: true };
    rest = rest.slice(end[0].length);
    if (record.length > 1 || record[0]?.trim() !== '') records.push(record);
  }
  return { records, broken: false };
}

test('any text is read as a naive reading of the grammar reads it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', ',', '"', '\n', '\r', 'é'), maxLength: 40 }),
      chunkSizes,
      async (text, chunkSize) => {
        const { header, rows, problems } = await read(text, { chunkSize });
        const { records, broken } = naively(text);
        const [names, ...data] = records;

        expect(header?.map(({ name }) => name)).toEqual(names);
        const regular = data.map((cells, index) => ({ row: index + 1, cells })).filter(isRegular);
        function isRegular({ cells }: { cells: string[] }) {
          return cells.length === names?.length;
        }
        expect(rows.map(({ row, cells }) => ({ row, cells }))).toEqual(regular);
        expect(problems.filter(({ code }) => code === 'broken-quote')).toHaveLength(broken ? 1 : 0);
        const ragged = data.length - regular.length;
        expect(problems.filter(({ code }) => code === 'ragged-row').length > 0).toBe(ragged > 0);
      },
    ),
    { numRuns: 1500 },
  );
});

describe('whatever the bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: fc.oneof(hardText, fc.constant('\0')), maxLength: 20 }).map((text) => Buffer.from(text)),
    fc
      .tuple(fc.constantFrom('', '\xef\xbb\xbf', '\xff\xfe', '\xfe\xff'), fc.uint8Array({ maxLength: 100 }))
      .map(([mark, rest]) => Buffer.concat([Buffer.from(mark, 'latin1'), rest])),
    fc
      .tuple(hardText, fc.uint8Array({ maxLength: 4 }), hardText)
      .map(([before, broken, after]) =>
        Buffer.concat([Buffer.from(`a,b\n${before}`), broken, Buffer.from(`\n${after}`)]),
      ),
  );

  test('reading ends without an exception, and says what it read or why it could not', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const { header, rows, problems } = await read(content);
        expect(rows.length > 0 || problems.length > 0).toBe(true);
        for (const { cells } of rows) expect(cells).toHaveLength(header?.length as number);
        for (const [index, { fatal, message }] of problems.entries()) {
          expect(message).not.toBe('');
          if (fatal) expect(index).toBe(problems.length - 1);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test('rows, problems and positions do not depend on how the file comes in chunks', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, chunkSizes, async (content, chunkSize) => {
        const inOnePiece: Reading = await read(content);
        expect(await read(content, { chunkSize })).toEqual(inOnePiece);
      }),
      { numRuns: 1500 },
    );
  });
});

test('the line of undecodable bytes is found wherever they stand', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(300),
      fc.constantFrom(0x80, 0xe9, 0xff, 0xc3),
      chunkSizes,
      async (line, byte, chunkSize) => {
        const before = Buffer.from(`a,é\n${'1,ü\r\n'.repeat(line)}2,😀`);
        const { problems } = await read(Buffer.concat([before, Buffer.from([byte]), Buffer.from('z\n3,4\n')]), {
          chunkSize,
        });
        expect(problems).toMatchObject([
          {
            code: 'undecodable-text',
            range: { start: { line: line + 2, column: 5 }, end: { line: line + 2, column: 6 } },
          },
        ]);
        expect(problems[0]?.message).toContain(`0x${byte.toString(16).toUpperCase()}`);
      },
    ),
    { numRuns: 100 },
  );
});
