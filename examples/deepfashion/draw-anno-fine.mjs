// Draws pictures with garments in them and lists them as DeepFashion's Anno_fine folder does:
// node examples/deepfashion/draw-anno-fine.mjs [--images N] [--different N] [--seed N] [--size N] [--out FOLDER]
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { photograph } from '../garments/drawing/camera.mjs';
import { drawGarment } from '../garments/drawing/garment.mjs';
import { randomFrom } from '../garments/drawing/random.mjs';
import { wholeNumber } from '../garments/drawing/whole-number.mjs';
import { listFiles, PARTS } from './drawing/lists.mjs';
import { planPictures } from './drawing/plan.mjs';

const options = readOptions();
const data = join(options.out, 'data');
const pictures = planPictures(options);
const drawn = new Map();

for (const made of ['img', 'Anno_fine']) await rm(join(data, made), { recursive: true, force: true });
for (const folder of new Set(pictures.map(({ file }) => dirname(file)))) {
  await mkdir(join(data, folder), { recursive: true });
}
await Promise.all([drawEvery(0), drawEvery(1)]);
await mkdir(join(data, 'Anno_fine'), { recursive: true });
for (const [name, text] of listFiles(pictures)) await writeFile(join(data, 'Anno_fine', name), text);
const counts = PARTS.map((part) => `${pictures.filter((picture) => picture.part === part).length} ${part}`);
console.log(`Drew ${pictures.length} pictures (${counts.join(', ')}) into ${join(data, 'img')}.`);
console.log(`Listed their garments in ${join(data, 'Anno_fine')}.`);

function readOptions() {
  const { values } = parseArgs({
    options: {
      images: { type: 'string', default: '600' },
      different: { type: 'string' },
      seed: { type: 'string', default: '7' },
      size: { type: 'string', default: '300' },
      out: { type: 'string', default: dirname(fileURLToPath(import.meta.url)) },
    },
  });
  const images = wholeNumber('images', values.images, 1, 999_999);
  return {
    images,
    different: values.different === undefined ? images : wholeNumber('different', values.different, 1, images),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31 - 1),
    size: wholeNumber('size', values.size, 64, 2048),
    out: resolve(values.out),
  };
}

async function drawEvery(offset) {
  for (let index = offset; index < pictures.length; index += 2) {
    const { file, scene } = pictures[index];
    await writeFile(join(data, file), await pictureOf(scene));
  }
}

/** Each scene is drawn once, however many pictures show it. */
function pictureOf(scene) {
  const { garment, width, height, box, seed } = scene;
  const [x, y, right, bottom] = box;
  if (!drawn.has(seed)) {
    const random = randomFrom(seed);
    const svg = drawGarment(garment, width, height, random, { x, y, width: right - x, height: bottom - y });
    const jpeg = photograph(svg, random);
    // What nobody will ask for again is not kept.
    if (options.different === options.images) return jpeg;
    drawn.set(seed, jpeg);
  }
  return drawn.get(seed);
}
