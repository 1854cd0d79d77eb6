import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { readDataframe } from '../../../core/rows/read-samples.ts';
import fc from '../../fast-check.ts';
import { MINIMAL, parse } from '../config/configs.ts';
import { splitSamples } from '../split/samples.ts';
import { readAll, temporaryFolder } from './csv-files.ts';

const folder = temporaryFolder();
const FIXTURES = join(import.meta.dirname, '../../fixtures/dataframes');

const label = (...labels: string[]) => fc.constantFrom('', ...labels);
const tables = fc.array(
  fc.record({
    image: fc.string({ unit: fc.constantFrom('a', 'Ä', ',', '"', '\n', ' ', '/', '😀'), maxLength: 6 }),
    sleeves: label('long', 'short', 'capped'),
    print: label('striped', 'solid'),
    other: fc.string({ maxLength: 3 }).filter((text) => !text.includes('\0')),
  }),
  { minLength: 1, maxLength: 40 },
);
const names = ['image', 'sleeves', 'print', 'other'] as const;
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

test('the same table gives the same index, samples and split from CSV and from Parquet', async () => {
  const { config } = parse(MINIMAL);
  if (!config) throw new Error('The minimal config has errors.');
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom('SNAPPY' as const, 'UNCOMPRESSED' as const),
      fc.constantFrom(undefined, 'PLAIN' as const, 'DELTA_BYTE_ARRAY' as const, 'DELTA_LENGTH_BYTE_ARRAY' as const),
      async (rows, rowGroupSize, codec, encoding) => {
        const csv = join(folder, 'table.csv');
        const parquet = join(folder, 'table.parquet');
        writeFileSync(
          csv,
          [names, ...rows.map((row) => names.map((name) => row[name]))]
            .map((cells) => cells.map(quoted).join(','))
            .join('\n'),
        );
        const columnData = names.map((name) => ({
          name,
          type: 'STRING' as const,
          data: rows.map((row) => (row[name] === '' ? null : row[name])),
          ...(encoding && { encoding }),
        }));
        writeFileSync(parquet, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize, codec })));
        const place = { root: folder, configFile: join(folder, 'config.yml') };
        const [a, b] = [await readDataframe(csv, config, place), await readDataframe(parquet, config, place)];
        expect(b.samples).toEqual(a.samples);
        expect(splitSamples(b.samples, config)).toEqual(splitSamples(a.samples, config));
        const facts = ({ dataframe }: typeof a) => ({
          rows: dataframe.rows,
          problems: dataframe.problems,
          columns: dataframe.columns.map(({ name, empty, values, complete }) => ({
            name,
            complete,
            counts: [['', empty] as const, ...values].map(([value, { count, first }]) => [
              value,
              count,
              first.map(({ row }) => row),
            ]),
          })),
        });
        expect(facts(b)).toEqual(facts(a));
      },
    ),
    { numRuns: 150 },
  );
});

const originals = readdirSync(FIXTURES).filter((name) => name.endsWith('.parquet'));
const SLOWEST_MS = 20_000;

test('no change of bytes makes reading throw, or go on for long', async () => {
  const path = join(folder, 'changed.parquet');
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.oneof(fc.constantFrom(0, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 })),
    length: fc.constantFrom(1, 1, 1, 4, 30),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...originals),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (original, changes, inFooter) => {
        const bytes = readFileSync(join(FIXTURES, original));
        const from = inFooter ? bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8) : 4;
        for (const { at, byte, length } of changes) {
          const start = from + Math.floor(at * (bytes.length - from));
          bytes.fill(byte, start, Math.min(start + length, bytes.length));
        }
        bytes.write('PAR1', 'latin1');
        writeFileSync(path, bytes);
        const before = performance.now();
        const { rows, header, problems } = await readAll(path);
        expect(performance.now() - before).toBeLessThan(SLOWEST_MS);
        for (const { cells } of rows) expect(cells.every((cell) => typeof cell === 'string')).toBe(true);
        for (const { cells } of rows) expect(cells).toHaveLength(header?.length ?? -1);
        for (const { code, message } of problems) {
          expect(code).toMatch(
            /^(damaged|unsupported|encrypted|empty)-dataframe$|^undecodable-text$|^duplicate-column$/,
          );
          expect(message).not.toMatch(/undefined|NaN|\[object/);
        }
      },
    ),
    { numRuns: Number(process.env.MUTANTS ?? 1500) },
  );
});
