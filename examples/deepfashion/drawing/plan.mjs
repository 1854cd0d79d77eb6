// Which garments there are, in which pictures, and where.

import { randomFrom } from '../../garments/drawing/random.mjs';
import { ATTRIBUTES, DRAWN_AS } from './labels.mjs';

/** Of every eight garments, six train, one validates and one tests. */
const SPLIT = ['train', 'train', 'train', 'train', 'train', 'train', 'val', 'test'];

/**
 * One entry a picture: { file, category, attributes, part, scene: { garment, width, height, box: [x1, y1, x2, y2], seed } }. A garment has a folder
 * of its own with one to four pictures of it, all in one part of the split. Only `different` scenes are made; the other pictures repeat them.
 */
export function planPictures({ images, different, seed, size }) {
  const random = randomFrom(seed);
  const scenes = [];
  const pictures = [];
  let parts = [];
  for (let number = 1; pictures.length < images; number++) {
    if (parts.length === 0) parts = random.shuffled(SPLIT);
    const part = parts.pop();
    const shown = Math.min(1 + random.index(4), images - pictures.length);
    const missing = Math.min(shown, different - scenes.length);
    const garment = missing > 0 ? planGarment(random) : random.pick(scenes).product;
    for (let i = 0; i < missing; i++) scenes.push({ product: garment, scene: planScene(garment.labels, size, random) });
    const own = scenes.filter(({ product }) => product === garment);
    const folder = `img/${folderName(garment, number)}`;
    for (let i = 0; i < shown; i++) {
      const { category, attributes } = garment;
      const file = `${folder}/img_${String(i + 1).padStart(8, '0')}.jpg`;
      pictures.push({ file, category, attributes, part, scene: own[i % own.length].scene });
    }
  }
  return pictures;
}

/** Fabric and fit are drawn by lot, and not to be seen in the pictures. */
function planGarment(random) {
  const type = random.pick(['dress', 'dress', 'top', 'top', 'top', 'shirt']);
  const lot = (group) => random.pick(ATTRIBUTES[group]);
  const length = type === 'dress' ? random.pick(['maxi_length', 'mini_length']) : 'no_dress';
  const attributes = { ...{ print: lot('print'), sleeves: lot('sleeves'), length }, neckline: lot('neckline') };
  return {
    category: random.pick(DRAWN_AS[type]),
    attributes: { ...attributes, fabric: lot('fabric'), fit: lot('fit') },
    labels: { type, ...attributes },
  };
}

/** Somebody in a room, seen from a little further away than the garment needs. */
function planScene(garment, size, random) {
  const height = Math.round(size * random.between(0.9, 1));
  const width = Math.round(height * random.between(0.75, 1));
  const boxHeight = Math.round(height * random.between(0.5, 0.75));
  const boxWidth = Math.round(Math.min(width * 0.9, boxHeight * random.between(0.75, 0.95)));
  const x = Math.round(random.between(0.02, 0.98) * (width - boxWidth));
  const y = Math.round(random.between(0.3, 0.9) * (height - boxHeight));
  const seed = Math.floor(random.next() * 2 ** 31);
  return { garment, width, height, box: [x, y, x + boxWidth, y + boxHeight], seed };
}

function folderName({ category, attributes }, number) {
  const words = `${attributes.print} ${attributes.neckline}`.replaceAll('_', ' ').split(' ');
  const capital = words.map((word) => word[0].toUpperCase() + word.slice(1));
  return [...capital, category, String(number).padStart(5, '0')].join('_');
}
