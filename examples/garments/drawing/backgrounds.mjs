// What is behind the garment. Each background fills 0 … width, 0 … height and stays apart from the cloth in lightness.

import { css, shade } from './colour.mjs';

const BACKGROUNDS = { plain, gradient, room, noisy };

/** SVG of a background drawn by lot. */
export function drawBackground(cloth, width, height, random) {
  const kind = random.pick(Object.keys(BACKGROUNDS));
  return BACKGROUNDS[kind](groundColour(cloth, random), width, height, random);
}

/** Pale, as in a shop's studio, and hardly ever colourful. */
function groundColour(cloth, random) {
  const l = Math.max(cloth.l + 0.26, random.between(0.66, 0.94));
  return { h: random.between(0, 360), s: random.between(0, 0.3), l };
}

const fill = (colour, width, height) => `<rect width="${width}" height="${height}" fill="${css(colour)}"/>`;

function plain(colour, width, height) {
  return fill(colour, width, height);
}

function gradient(colour, width, height, random) {
  const [from, to] = [shade(colour, random.between(0.03, 0.1)), shade(colour, -random.between(0.03, 0.1))];
  const stops = `<stop offset="0" stop-color="${css(from)}"/><stop offset="1" stop-color="${css(to)}"/>`;
  const turned = random.chance(0.5)
    ? `<radialGradient id="ground" cx="0.5" cy="0.4" r="0.8">${stops}</radialGradient>`
    : `<linearGradient id="ground" gradientTransform="rotate(${random.index(360)} 0.5 0.5)">${stops}</linearGradient>`;
  return `${turned}<rect width="${width}" height="${height}" fill="url(#ground)"/>`;
}

function room(colour, width, height, random) {
  const skirting = height * random.between(0.68, 0.82);
  const floor = {
    h: random.between(18, 40),
    s: random.between(0.15, 0.4),
    l: shade(colour, random.between(-0.12, 0.06)).l,
  };
  const parts = [
    fill(colour, width, height),
    `<rect y="${skirting}" width="${width}" height="${height}" fill="${css(floor)}"/>`,
    `<rect y="${skirting - 4}" width="${width}" height="4" fill="${css(shade(colour, 0.07))}"/>`,
  ];
  const things = [windowFrame, picture, plant, shelf];
  for (const thing of random.shuffled(things).slice(0, random.index(3) + 1)) {
    const left = random.chance(0.5) ? random.between(-18, 10) : width - random.between(18, 46);
    parts.push(`<g transform="translate(${left.toFixed(0)} 0)">${thing(colour, skirting, random)}</g>`);
  }
  return parts.join('');
}

function windowFrame(colour, _floor, random) {
  const y = random.between(6, 30);
  const sky = css({ h: 205, s: 0.4, l: Math.min(0.9, colour.l + 0.12) });
  return `<g transform="translate(0 ${y})" stroke="${css(shade(colour, 0.12))}" stroke-width="3" fill="${sky}"><rect width="38" height="54"/><path d="M19 0 V54 M0 27 H38"/></g>`;
}

function picture(colour, _floor, random) {
  const y = random.between(8, 50);
  const paint = (amount) => css({ h: random.between(0, 360), s: 0.35, l: shade(colour, amount).l });
  return `<g transform="translate(0 ${y})"><rect width="34" height="28" fill="${paint(-0.1)}"/><rect x="3" y="3" width="28" height="22" fill="${paint(0.08)}"/><circle cx="17" cy="15" r="7" fill="${paint(-0.05)}"/></g>`;
}

function plant(colour, floor, random) {
  const leaf = css({ h: random.between(90, 150), s: 0.3, l: shade(colour, -0.09).l });
  const leaves = [-50, -25, 0, 25, 50]
    .map((turn) => `<ellipse cx="17" cy="-24" rx="5" ry="19" transform="rotate(${turn} 17 -4)" fill="${leaf}"/>`)
    .join('');
  return `<g transform="translate(0 ${floor - 14})">${leaves}<path d="M8 -6 h18 l-3 24 h-12 Z" fill="${css({ h: 18, s: 0.4, l: shade(colour, -0.05).l })}"/></g>`;
}

function shelf(colour, floor, random) {
  const wood = css({ h: 28, s: 0.3, l: shade(colour, -0.1).l });
  const boxes = [2, 14, 25].map((x) => {
    const height = random.between(12, 22);
    return `<rect x="${x}" y="${28 - height}" width="9" height="${height}" fill="${css({ h: random.between(0, 360), s: 0.3, l: colour.l })}"/>`;
  });
  return `<g transform="translate(0 ${floor - 60})">${boxes.join('')}<path d="M0 28 h38 v4 h-38 Z" fill="${wood}"/></g>`;
}

function noisy(colour, width, height, random) {
  const specks = Array.from({ length: 90 }, () => {
    const tone = shade({ ...colour, h: (colour.h + random.between(-25, 25) + 360) % 360 }, random.between(-0.09, 0.09));
    const [x, y, r] = [random.between(0, width), random.between(0, height), random.between(3, 15)];
    return `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${r.toFixed(1)}" fill="${css(tone, 0.55)}"/>`;
  });
  return fill(colour, width, height) + specks.join('');
}
