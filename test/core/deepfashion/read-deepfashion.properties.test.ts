import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PARTS } from '../../../core/deepfashion/deepfashion.ts';
import { readDeepFashion } from '../../../core/deepfashion/read-deepfashion.ts';
import fc from '../../fast-check.ts';
import { ATTRIBUTES, annoFine, CATEGORIES, DATASET_CONFIG, datasetConfig, LISTING, type Listed } from './anno-fine.ts';

let root: string;
const config = datasetConfig(DATASET_CONFIG.replaceAll('data/Anno_fine/', ''));
const read = () => readDeepFashion(config, { root, configFile: join(root, 'dataset_config.yml') });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'multitask-lists-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const oneOfEachGroup = fc.tuple(
  ...[1, 2, 3, 4, 5, 6].map((group) =>
    fc.constantFrom(...ATTRIBUTES.flatMap(([, other], index) => (other === group ? [index] : []))),
  ),
);

const listed: fc.Arbitrary<Listed> = fc.record({
  file: fc
    .tuple(fc.stringMatching(/^[A-Z][a-z_]{1,9}$/), fc.nat(99_999))
    .map(([folder, n]) => `img/${folder}/img_${n}.jpg`),
  category: fc.integer({ min: 1, max: CATEGORIES.length }),
  attributes: oneOfEachGroup,
  box: fc
    .tuple(fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }))
    .map(([x, y, width, height]) => [x, y, x + width, y + height]),
});

const listing = fc.record({
  train: fc.array(listed, { minLength: 1, maxLength: 8 }),
  test: fc.array(listed, { minLength: 1, maxLength: 4 }),
  val: fc.array(listed, { minLength: 1, maxLength: 4 }),
});

/** The Python project's reading, which takes whatever stands in a row's places: the k-th set attribute is column k. */
function asThePythonProject() {
  const lines = (name: string) =>
    readFileSync(join(root, name), 'utf8')
      .split(/\r\n|\n/)
      .slice(0, -1);
  const words = (name: string) => lines(name).map((line) => line.split(' ').filter((word) => word !== ''));
  const names = (name: string) =>
    words(name)
      .slice(2)
      .map(([first]) => first);
  const categories = names('list_category_cloth.txt');
  const attributes = names('list_attr_cloth.txt');
  return PARTS.flatMap((part) => {
    const numbers = (kind: string) => words(`${part}_${kind}.txt`).map((row) => row.map(Number));
    const [category, attribute, box] = [numbers('cate'), numbers('attr'), numbers('bbox')];
    return lines(`${part}.txt`).map((file, index) => ({
      file,
      category: categories[(category[index]?.[0] ?? 0) - 1],
      box: box[index],
      attributes: attributes.filter((_, place) => attribute[index]?.[place] === 1),
      part,
      line: index + 1,
    }));
  });
}

async function writeLists(lists: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, text] of Object.entries(lists)) await writeFile(join(root, name), text);
}

it('reads every well-formed dataset as the Python project does', async () => {
  const spaces = fc.constantFrom(' ', '  ', '     ');
  const lineEnd = fc.constantFrom('\n', '\r\n');
  await fc.assert(
    fc.asyncProperty(listing, spaces, lineEnd, async (dataset, space, end) => {
      const lists = Object.entries(annoFine(dataset));
      await writeLists(
        Object.fromEntries(lists.map(([name, text]) => [name, text.replaceAll(' ', space).replaceAll('\n', end)])),
      );
      const { garments, findings } = await read();
      expect(findings).toEqual([]);
      expect(garments).toEqual(asThePythonProject());
    }),
    { numRuns: 80 },
  );
});

describe('any bytes at all', () => {
  const sound = Object.fromEntries(Object.entries(annoFine(LISTING)).map(([name, text]) => [name, Buffer.from(text)]));
  const shards = ['\n', '\r', '\0', ' ', '\t', '-', '1', '0', '99999999999', '1e9', 'x', '../', '\\', '\u2028', 'é']
    .map((text) => Buffer.from(text))
    .concat([Buffer.from([0xff]), Buffer.from([0xff, 0xfe]), Buffer.from([0xc3])]);
  const edit = fc.record({
    at: fc.nat(600),
    remove: fc.nat(30),
    insert: fc.oneof(fc.constantFrom(...shards), fc.uint8Array({ maxLength: 8 }).map(Buffer.from)),
    times: fc.constantFrom(1, 1, 1, 7, 20_000),
  });

  it('become findings, never an exception, and soon', async () => {
    let slowest = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(sound)),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async (name, edits) => {
          let bytes = sound[name] as Buffer;
          for (const { at, remove, insert, times } of edits) {
            const end = Math.min(at, bytes.length);
            bytes = Buffer.concat([
              bytes.subarray(0, end),
              Buffer.alloc(insert.length * times, insert),
              bytes.subarray(end + remove),
            ]);
          }
          await writeLists({ ...sound, [name]: bytes });
          const started = performance.now();
          const { garments, findings } = await read();
          slowest = Math.max(slowest, performance.now() - started);
          expect(findings.length).toBeLessThan(60);
          for (const { code, message, location } of findings) {
            expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
            expect(message.length).toBeLessThan(600);
            expect(location.range?.start.line ?? 1).toBeGreaterThanOrEqual(1);
          }
          for (const { file, category, box, attributes } of garments) {
            expect(file.split('/')).not.toContain('..');
            expect(category).not.toBe('');
            expect(box[2] > box[0] && box[3] > box[1]).toBe(true);
            expect(attributes).toHaveLength(6);
          }
        },
      ),
      { numRuns: 250 },
    );
    expect(slowest).toBeLessThan(2000);
  });
});
