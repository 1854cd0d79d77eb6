import { drawBackground } from './backgrounds.mjs';
import { css, fabricColour, shade } from './colour.mjs';
import { armPath, backPath, bodyPath, cuffPath, measure, necklinePath, sleevePath } from './cut.mjs';
import { drawPrint } from './prints.mjs';

const SIDES = [-1, 1];

/**
 * A picture of one garment as SVG text, `width` × `height` pixels. labels: { type, print, sleeves, neckline, length? }. The garment is about
 * as large as `box`, its place in the picture, in pixels.
 */
export function drawGarment(labels, width, height, random, box = { x: 0, y: 0, width, height }) {
  const cloth = fabricColour(random);
  const measures = measure(labels, random);
  const background = drawBackground(cloth, width, height, random);
  const worn = random.chance(0.65);
  const garment = [
    worn ? body(cloth, measures, random) : back(cloth, measures, random),
    front(labels.print, cloth, measures, random),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<filter id="soft" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="3"/></filter>
${background}
<g transform="${place(measures, box, random)}">${garment.join('\n')}</g>
${light(width, height, random)}
</svg>`;
}

/** Garments fill most of their box, a little off centre, a little turned. */
function place(measures, box, random) {
  const { width, height } = box;
  const tall = measures.length + 16;
  const wide = measures.sleeve ? 2 * (38 + Math.sin(measures.armAngle) * Math.min(measures.sleeve.length, 60)) : 76;
  const scale = Math.min(height / tall, width / wide) * random.between(0.94, 1.05);
  const x = box.x + width / 2 + random.between(-0.035, 0.035) * width;
  const y = box.y + (height - measures.length * scale) / 2 + random.between(0, 0.05) * height;
  const turn = random.between(-4, 4);
  return `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale.toFixed(3)}) rotate(${turn.toFixed(1)} 0 50)`;
}

const SKIN = [
  { h: 24, s: 0.55, l: 0.8 },
  { h: 26, s: 0.45, l: 0.68 },
  { h: 24, s: 0.4, l: 0.52 },
  { h: 20, s: 0.38, l: 0.36 },
  { h: 38, s: 0.12, l: 0.82 },
];

/** Who wears it: neck, shoulders, arms and legs of a figure or a tailor's dummy. */
function body(cloth, measures, random) {
  const tone = random.pick(SKIN.filter(({ l }) => Math.abs(l - cloth.l) > 0.15));
  const skin = css(tone);
  const trousers = css({ h: random.between(0, 360), s: random.between(0, 0.4), l: random.between(0.12, 0.45) });
  const hip = measures.length - 12;
  const legs =
    measures.type === 'dress'
      ? SIDES.map((s) => `<rect x="${s * 10 - 6}" y="${hip}" width="12" height="70" rx="5" fill="${skin}"/>`).join('')
      : `<path d="M-27 ${hip} L27 ${hip} L30 ${hip + 80} L3 ${hip + 80} L0 ${hip + 30} L-3 ${hip + 80} L-30 ${hip + 80} Z" fill="${trousers}"/>`;
  const arms = SIDES.map(
    (s) => `<path d="${armPath(measures, s)}" fill="none" stroke="${skin}" stroke-width="9" stroke-linecap="round"/>`,
  ).join('');
  const hair = css({ h: 25, s: random.between(0, 0.5), l: random.between(0.08, 0.4) });
  const head = `<ellipse cx="0" cy="-31" rx="15" ry="19" fill="${hair}"/><ellipse cx="0" cy="-27" rx="11" ry="15" fill="${skin}"/>`;
  const chest = `<path d="M-8 -18 L-8 -4 Q-12 3 -31 7 Q-30 26 -25 42 L25 42 Q30 26 31 7 Q12 3 8 -4 L8 -18 Z" fill="${skin}"/>`;
  const collarbones = `<path d="M-20 10 Q-10 13 -3 11 M20 10 Q10 13 3 11" fill="none" stroke="${css(shade(tone, -0.12))}" stroke-width="1"/>`;
  return legs + arms + head + chest + collarbones;
}

/** Nobody wears it: it lies or hangs, and its inside shows through the neckline. */
function back(cloth, measures, random) {
  const hook = measures.bareShoulders
    ? ''
    : `<path d="M-24 5 L0 -8 L24 5 M0 -8 Q0 -14 4 -16 Q9 -20 3 -23" fill="none" stroke="${css({ h: 30, s: 0.2, l: 0.3 })}" stroke-width="2"/>`;
  return `${random.chance(0.5) ? hook : ''}<path d="${backPath(measures)}" fill="${css(shade(cloth, -0.22))}"/>`;
}

function front(kind, cloth, measures, random) {
  const print = drawPrint(kind, cloth, measures, random);
  const seam = css(shade(cloth, cloth.l > 0.3 ? -0.2 : 0.16));
  const shape = bodyPath(measures, print.zigzag);
  const sleeves = SIDES.map((s) => sleevePath(measures, s)).filter((path) => path !== undefined);
  const shadow = `<path d="${[shape, ...sleeves].join(' ')}" transform="translate(3 4)" fill="#000" opacity="0.28" filter="url(#soft)"/>`;
  const drawnSleeves = sleeves.map((path, i) => sleeve(path, SIDES[i], print, cloth, seam, measures));
  return [
    shadow,
    ...drawnSleeves,
    cloths('body', shape, cloth, `${print.body}${folds(random)}`),
    `<path d="${shape}" fill="none" stroke="${seam}" stroke-width="1.200"/>`,
    collar(measures, seam, cloth),
    measures.type === 'shirt' ? buttons(measures, kind, seam) : '',
  ].join('\n');
}

function sleeve(path, side, print, cloth, seam, measures) {
  const degrees = (measures.armAngle * 180) / Math.PI;
  const along = `<g transform="translate(${side * 34} 7) rotate(${(-side * degrees).toFixed(1)})">${print.sleeve}</g>`;
  const cuff = print.cuffs
    ? `<path d="${cuffPath(measures, side)}" fill="none" ${print.cuffs}/>`
    : `<path d="${cuffPath(measures, side)}" stroke="${seam}" stroke-width="3.500" opacity="0.6"/>`;
  const dusk = `<path d="${path}" fill="#000" opacity="0.08"/>`;
  return `${cloths(`sleeve${side}`, path, cloth, along + dusk + cuff)}<path d="${path}" fill="none" stroke="${seam}" stroke-width="1.200"/>`;
}

function cloths(id, path, cloth, drawn) {
  return `<clipPath id="${id}"><path d="${path}"/></clipPath><g clip-path="url(#${id})"><path d="${path}" fill="${css(cloth)}"/>${drawn}</g>`;
}

/** Light falls from one side, and a few soft creases run down. */
function folds(random) {
  const lit = random.between(0.3, 0.7);
  const gradient = `<linearGradient id="round" gradientUnits="userSpaceOnUse" x1="-40" x2="40" y1="0" y2="0"><stop offset="0" stop-color="#000" stop-opacity="0.26"/><stop offset="${lit.toFixed(2)}" stop-color="#fff" stop-opacity="0.10"/><stop offset="1" stop-color="#000" stop-opacity="0.26"/></linearGradient>`;
  const creases = Array.from({ length: 3 }, () => {
    const x = random.between(-24, 24);
    const y = random.between(45, 75);
    const tone = random.chance(0.6) ? '#000' : '#fff';
    return `<path d="M${x.toFixed(0)} ${y.toFixed(0)} q${random.between(-8, 8).toFixed(0)} 18 ${random.between(-4, 8).toFixed(0)} ${random.between(28, 44).toFixed(0)}" fill="none" stroke="${tone}" stroke-width="4" opacity="0.16" filter="url(#soft)"/>`;
  });
  return `${gradient}<rect x="-90" y="-15" width="180" height="180" fill="url(#round)"/>${creases.join('')}`;
}

function collar(measures, seam, cloth) {
  const line = necklinePath(measures);
  const rib = css(shade(cloth, cloth.l > 0.5 ? -0.24 : 0.24));
  return `<path d="${line}" fill="none" stroke="${seam}" stroke-width="5.400"/><path d="${line}" fill="none" stroke="${rib}" stroke-width="3.600"/>`;
}

function buttons(measures, print, seam) {
  if (print === 'graphic' || print === 'embroidered') return '';
  const top = measures.bareShoulders ? measures.edge : measures.depth;
  const dots = [];
  for (let y = top + 9; y < measures.length - 6; y += 13)
    dots.push(`<circle cx="0" cy="${y.toFixed(0)}" r="1.500" fill="${seam}"/>`);
  return `<path d="M-3 ${top} V${measures.length + 1} M3 ${top} V${measures.length + 1}" stroke="${seam}" stroke-width="0.800" opacity="0.7"/>${dots.join('')}`;
}

/** Lamps are warm or cool, near or far, and never quite even. */
function light(width, height, random) {
  const turn = random.index(360);
  const warm = random.chance(0.5) ? '#ffdca8' : '#b8d4ff';
  return `<linearGradient id="lamp" gradientTransform="rotate(${turn} 0.5 0.5)"><stop offset="0" stop-color="#fff" stop-opacity="${random.between(0.02, 0.18).toFixed(2)}"/><stop offset="1" stop-color="#000" stop-opacity="${random.between(0, 0.2).toFixed(2)}"/></linearGradient>
<rect width="${width}" height="${height}" fill="${warm}" opacity="${random.between(0, 0.12).toFixed(2)}"/><rect width="${width}" height="${height}" fill="url(#lamp)"/>`;
}
