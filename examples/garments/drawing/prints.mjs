// What is on the cloth. Each print draws SVG that covers the area x −90 … 90, y −15 … 165; the garment clips it. A sleeve is drawn
// in a frame of its own, turned so that y runs along the arm.

import { contrasting, css, shade } from './colour.mjs';

const PRINTS = { solid, striped, lattice, floral, graphic, embroidered, pleated };

/** { body, sleeve: SVG, zigzag: width of the hem's teeth or 0, cuffs: SVG stroke attributes or '' } */
export function drawPrint(kind, cloth, measures, random) {
  return { sleeve: '', zigzag: 0, cuffs: '', ...PRINTS[kind](cloth, measures, random) };
}

function solid() {
  return { body: '' };
}

function striped(cloth, _measures, random) {
  const colour = css(contrasting(cloth, random));
  const period = random.between(14, 20);
  const width = period * random.between(0.42, 0.55);
  const turn = random.pick([0, 0, 0, 0, 90, 35, -35]);
  const stripes = (angle) => `<g transform="rotate(${angle} 0 60)">${bands(period, width, colour)}</g>`;
  return { body: stripes(turn), sleeve: stripes(turn) };
}

function lattice(cloth, _measures, random) {
  const colour = css(contrasting(cloth, random));
  const period = random.between(8.5, 11);
  const gingham = random.chance(0.3);
  const width = gingham ? period * 0.5 : period * random.between(0.22, 0.3);
  const turn = random.between(-6, 6);
  const both = [0, 90]
    .map((a) => `<g transform="rotate(${a + turn} 0 60)">${bands(period, width, colour)}</g>`)
    .join('');
  const body = `<g opacity="${gingham ? 0.85 : 1}">${gingham ? both.replaceAll('<g ', '<g opacity="0.75" ') : both}</g>`;
  return { body, sleeve: body };
}

function bands(period, width, colour) {
  const lines = [];
  for (let y = -170; y < 290; y += period) {
    lines.push(`<rect x="-230" y="${y.toFixed(1)}" width="460" height="${width.toFixed(1)}" fill="${colour}"/>`);
  }
  return lines.join('');
}

function floral(cloth, _measures, random) {
  const petals = [contrasting(cloth, random), contrasting(cloth, random)];
  const hearts = petals.map((petal) =>
    css(shade({ ...petal, h: random.between(35, 60), s: 0.85 }, petal.l > 0.5 ? -0.2 : 0.3)),
  );
  const leaf = css({ h: random.between(85, 150), s: 0.45, l: cloth.l > 0.5 ? 0.3 : 0.62 });
  const step = random.between(22, 26);
  const scatter = () => {
    const flowers = [];
    for (let row = 0, y = -12; y < 165; row++, y += step * 0.86) {
      for (let x = -84 + (row % 2) * (step / 2); x < 90; x += step) {
        const which = random.index(2);
        const at = [x + random.between(-2.4, 2.4), y + random.between(-2.4, 2.4)];
        flowers.push(flower(at, step * random.between(0.34, 0.42), css(petals[which]), hearts[which], leaf, random));
      }
    }
    return flowers.join('');
  };
  return { body: scatter(), sleeve: scatter() };
}

function flower([x, y], radius, petal, heart, leaf, random) {
  const turn = random.between(0, 72);
  const petals = [0, 72, 144, 216, 288].map(
    (angle) =>
      `<ellipse cx="0" cy="${(-radius * 0.58).toFixed(1)}" rx="${(radius * 0.4).toFixed(1)}" ry="${(radius * 0.52).toFixed(1)}" transform="rotate(${angle})" fill="${petal}"/>`,
  );
  const leaves = `<ellipse cx="${(radius * 1.1).toFixed(1)}" cy="0" rx="${(radius * 0.55).toFixed(1)}" ry="${(radius * 0.24).toFixed(1)}" fill="${leaf}" transform="rotate(${random.index(360)})"/>`;
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn.toFixed(0)})">${leaves}${petals.join('')}<circle r="${(radius * 0.27).toFixed(1)}" fill="${heart}"/></g>`;
}

const MOTIFS = {
  star: '<path d="M0 -17 L4.5 -5.5 L17 -5 L7 2.5 L10.5 14.5 L0 7.5 L-10.5 14.5 L-7 2.5 L-17 -5 L-4.5 -5.5 Z"/>',
  heart: '<path d="M0 15 C-24 -2 -15 -19 0 -8 C15 -19 24 -2 0 15 Z"/>',
  bolt: '<path d="M4 -18 L-12 3 L-2 3 L-5 18 L12 -5 L2 -5 Z"/>',
  moon: '<path d="M6 -16 A16 16 0 1 0 14 8 A13 13 0 0 1 6 -16 Z"/>',
  peaks: '<path d="M-18 14 L-6 -10 L0 1 L6 -6 L18 14 Z"/>',
  cat: '<path d="M-13 -16 L-6 -9 Q0 -11 6 -9 L13 -16 L14 2 Q12 15 0 15 Q-12 15 -14 2 Z"/>',
  anchor:
    '<path d="M-2.5 -16 h5 v5 h6 v4 h-6 v15 q8 -1 9 -9 l5 4 q-3 13 -16.500 14 q-13 -1 -16.500 -14 l5 -4 q1 8 9 9 v-15 h-6 v-4 h6 Z"/>',
};

function graphic(cloth, measures, random) {
  const colour = css(contrasting(cloth, random));
  const motif = MOTIFS[random.pick(Object.keys(MOTIFS))];
  const scale = random.between(0.92, 1.15);
  const below = Math.max(measures.depth, measures.bareShoulders ? measures.edge : 0);
  const y = Math.min(below + random.between(22, 26), measures.length - 22);
  const badge = random.chance(0.5);
  const drawn = badge
    ? `<circle r="20.500" fill="${colour}"/><g transform="scale(0.78)" fill="${css(cloth)}">${motif}</g>`
    : `<g fill="${colour}">${motif}</g>`;
  return {
    body: `<g transform="translate(0 ${y.toFixed(1)}) scale(${scale.toFixed(2)}) rotate(${random.between(-8, 8).toFixed(0)})">${drawn}</g>`,
  };
}

/** Folk embroidery: rows of thread along the hem, a ladder of loops and diamonds down the front, thread on the cuffs. */
function embroidered(cloth, measures, random) {
  const threads = [0, 1, 2].map(() => css(contrasting(cloth, random)));
  const top = Math.max(measures.depth, measures.bareShoulders ? measures.edge : 0) + 7;
  const stitch = (d, thread, width = 2.2) =>
    `<path d="${d}" fill="none" stroke="${threads[thread]}" stroke-width="${width}" stroke-dasharray="2.600 1.100"/>`;
  const parts = [];
  for (let y = top + 6; y < measures.length - 24; y += 15) {
    parts.push(stitch(`M0 ${y - 6} L5.500 ${y} L0 ${y + 6} L-5.500 ${y} Z`, 0));
    for (const s of [-1, 1]) {
      parts.push(
        stitch(
          `M${s * 7} ${y} C${s * 10} ${y - 8} ${s * 19} ${y - 7} ${s * 17} ${y} C${s * 16} ${y + 5} ${s * 11} ${y + 4} ${s * 12} ${y - 1}`,
          1,
        ),
      );
      parts.push(`<circle cx="${s * 9}" cy="${y + 7}" r="1.500" fill="${threads[2]}"/>`);
    }
  }
  const h = measures.length;
  let zigzag = `M-60 ${h - 9}`;
  for (let x = -60, up = true; x <= 60; x += 5, up = !up) zigzag += ` L${x} ${up ? h - 13 : h - 6}`;
  parts.push(stitch(zigzag, 1, 2.4), stitch(`M-60 ${h - 17} H60`, 0), stitch(`M-60 ${h - 3} H60`, 2));
  return { body: parts.join(''), cuffs: `stroke="${threads[1]}" stroke-width="5" stroke-dasharray="2.500 1.300"` };
}

/** Knife pleats: every fold runs from dark to light, so only light and shadow tell them apart, not colour. */
function pleated(cloth, measures, random) {
  const width = random.between(7.5, 10.5);
  const depth = random.between(0.2, 0.28);
  const dark = css(shade(cloth, -0.8 * depth));
  const light = css(shade(cloth, depth));
  const folds = (top, spread) => {
    const lines = [];
    for (let x = -9 * width; x < 9 * width; x += width) {
      const foot = (value) => (value * spread).toFixed(1);
      lines.push(
        `<path d="M${x.toFixed(1)} ${top} L${(x + width).toFixed(1)} ${top} L${foot(x + width)} 170 L${foot(x)} 170 Z" fill="url(#pleat)"/>`,
      );
    }
    return lines.join('');
  };
  const gradient = `<linearGradient id="pleat"><stop offset="0" stop-color="${dark}"/><stop offset="0.3" stop-color="${css(cloth)}"/><stop offset="0.92" stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></linearGradient>`;
  return { body: gradient + folds(-10, (measures.hem / measures.chest) ** 1.3), sleeve: folds(-30, 1), zigzag: width };
}
