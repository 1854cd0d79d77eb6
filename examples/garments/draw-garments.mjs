// Draws the photos and the dataframe of this example: node examples/garments/draw-garments.mjs [--count N] [--seed N] [--size N] [--out FOLDER]
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { photograph } from './drawing/camera.mjs';
import { GARMENT_TYPES } from './drawing/cut.mjs';
import { drawGarment } from './drawing/garment.mjs';
import { LABELS } from './drawing/labels.mjs';
import { randomFrom } from './drawing/random.mjs';
import { wholeNumber } from './drawing/whole-number.mjs';

const TASKS = Object.keys(LABELS);
/** Of every eight rows, six train, one validates and one tests. */
const SPLIT = ['train', 'train', 'train', 'train', 'train', 'train', 'val', 'test'];
/** How often a cell is left empty, as in data that people labelled by hand. */
const MISSING = 0.015;

const options = readOptions();
const rows = planRows(options.count, options.seed);
const images = join(options.out, 'images');
await rm(images, { recursive: true, force: true });
await mkdir(images, { recursive: true });
await Promise.all([drawEvery(0), drawEvery(1)]);
await writeFile(join(options.out, 'garments.csv'), toCsv(rows));
console.log(`Drew ${rows.length} garments into ${images} and listed them in ${join(options.out, 'garments.csv')}.`);

function readOptions() {
  const here = dirname(fileURLToPath(import.meta.url));
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1200' },
      seed: { type: 'string', default: '7' },
      size: { type: 'string', default: '192' },
      out: { type: 'string', default: here },
    },
  });
  return {
    count: wholeNumber('count', values.count, 1, 99_999),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31 - 1),
    size: wholeNumber('size', values.size, 32, 2048),
    out: resolve(values.out),
  };
}

/** Every combination of labels appears equally often, in random order; each part of the split gets its share of every label. */
function planRows(count, seed) {
  const random = randomFrom(seed);
  const combinations = TASKS.reduce(
    (rows, task) => rows.flatMap((row) => LABELS[task].map((label) => ({ ...row, [task]: label }))),
    [{}],
  );
  const planned = [];
  while (planned.length < count) planned.push(...random.shuffled(combinations));
  const parts = [];
  while (parts.length < count) parts.push(...random.shuffled(SPLIT));
  return planned.slice(0, count).map((labels, index) => ({
    path: `images/${String(index + 1).padStart(5, '0')}.jpg`,
    labels: { ...labels, type: random.pick(GARMENT_TYPES) },
    cells: TASKS.map((task) => (random.chance(MISSING) ? '' : labels[task])),
    part: parts[index],
    // Each picture has a stream of its own, so that it does not depend on the order of drawing.
    seed: Math.floor(random.next() * 2 ** 31),
  }));
}

async function drawEvery(offset) {
  for (let index = offset; index < rows.length; index += 2) {
    const row = rows[index];
    await writeFile(join(options.out, row.path), await picture(row.labels, randomFrom(row.seed)));
  }
}

async function picture(labels, random) {
  const height = Math.round(options.size * random.between(0.9, 1));
  const width = Math.round(height * random.between(0.8, 1));
  return photograph(drawGarment(labels, width, height, random), random);
}

function toCsv(rows) {
  const lines = [['processed_path', ...TASKS, 'split'], ...rows.map(({ path, cells, part }) => [path, ...cells, part])];
  return `${lines.map((line) => line.join(',')).join('\n')}\n`;
}
