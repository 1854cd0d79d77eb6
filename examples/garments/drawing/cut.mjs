// The cut of a garment as SVG paths, in units of about a centimetre: x from the middle, y down from the shoulders.

const TYPES = {
  dress: { length: [98, 110], waist: [21, 25], hem: [34, 46] },
  top: { length: [72, 84], waist: [24, 29], hem: [27, 33] },
  shirt: { length: [82, 92], waist: [28, 31], hem: [29, 33] },
};
export const GARMENT_TYPES = Object.keys(TYPES);

const SLEEVE = {
  short_sleeve: { length: [22, 30], cuff: [13, 17] },
  long_sleeve: { length: [66, 78], cuff: [8, 11] },
};

/** Of dresses whose length is asked for. */
const LENGTHS = { mini_length: [78, 86], maxi_length: [114, 124] };

/** Draws lots for the measures of one garment. */
export function measure({ type, sleeves, neckline, length }, random) {
  const range = ([low, high]) => random.between(low, high);
  const sleeve = SLEEVE[sleeves];
  const bareShoulders = neckline === 'no_neckline';
  const depth = { v_neckline: [36, 44], crew_neckline: [6.5, 9], square_neckline: [22, 28], no_neckline: [0, 0] }[
    neckline
  ];
  const neck = { v_neckline: [14, 17.5], crew_neckline: [11.5, 14], square_neckline: [17, 20], no_neckline: [0, 0] }[
    neckline
  ];
  return {
    type,
    neckline,
    bareShoulders,
    // Sleeves that begin below the shoulder reach as far down the arm as others.
    sleeve: sleeve && {
      length: range(sleeve.length) + (bareShoulders && sleeves === 'short_sleeve' ? 22 : 0),
      cuff: range(sleeve.cuff),
    },
    armAngle: random.between(0.22, 0.5),
    shoulder: sleeve ? random.between(33, 36) : random.between(25.5, 28),
    chest: random.between(29, 32),
    waist: range(TYPES[type].waist),
    hem: range(TYPES[type].hem),
    length: range(LENGTHS[length] ?? TYPES[type].length),
    neck: range(neck),
    depth: range(depth),
    edge: random.between(25, 31),
    sag: random.between(-2, 2),
  };
}

/** The front of the body, without sleeves. Pleated cloth ends in a zigzag. */
export function bodyPath(m, zigzag) {
  return `${topLine(m)} ${side(m, 1)} ${hem(m, zigzag)} ${side(m, -1)} Z`;
}

/** What is seen of the back through the neckline when nobody wears the garment. */
export function backPath(m) {
  if (m.bareShoulders) return `M ${-m.chest} ${m.edge} Q 0 ${m.edge - 9} ${m.chest} ${m.edge} Z`;
  return `M ${-m.neck} 0 Q 0 5 ${m.neck} 0 L ${m.neck} ${m.depth + 2} L ${-m.neck} ${m.depth + 2} Z`;
}

/** The line of the neckline itself, for its seam. */
export function necklinePath(m) {
  if (m.bareShoulders) return `M ${-m.chest} ${m.edge} Q 0 ${m.edge + m.sag} ${m.chest} ${m.edge}`;
  const { neck, depth } = m;
  if (m.neckline === 'v_neckline') return `M ${-neck} 0 L 0 ${depth} L ${neck} 0`;
  if (m.neckline === 'square_neckline')
    return `M ${-neck} 1 L ${-neck + 1} ${depth} L ${neck - 1} ${depth} L ${neck} 1`;
  return `M ${-neck} 0 C ${-neck + 2} ${depth * 1.25} ${neck - 2} ${depth * 1.25} ${neck} 0`;
}

/** One sleeve (side: −1 left, 1 right), or undefined for a garment without sleeves. */
export function sleevePath(m, side) {
  if (!m.sleeve) return undefined;
  const { out, inner } = cuffOf(m);
  const [sx, sy] = m.bareShoulders ? [m.chest - 1, m.edge] : [m.shoulder - 3, 5];
  const outward = m.bareShoulders ? 10 : 4;
  const armpit = [m.chest - 2, m.bareShoulders ? m.edge + 20 : 40];
  const x = (value) => side * value;
  return `M ${x(sx)} ${sy} Q ${x(sx + outward)} ${sy + 2} ${x(out[0])} ${out[1]} L ${x(inner[0])} ${inner[1]} Q ${x(armpit[0] + 5)} ${armpit[1] + 4} ${x(armpit[0])} ${armpit[1]} Z`;
}

/** The seam at the end of a sleeve. */
export function cuffPath(m, side) {
  const { out, inner } = cuffOf(m);
  return `M ${side * out[0]} ${out[1]} L ${side * inner[0]} ${inner[1]}`;
}

/** From shoulder to wrist, for the arm inside the sleeve. */
export function armPath(m, side) {
  const { start, along } = arm(m);
  const at = (length) => `${side * (start[0] - 5 + along[0] * length)} ${start[1] + 5 + along[1] * length}`;
  return `M ${at(0)} L ${at(38)} L ${at(82)}`;
}

function arm(m) {
  const shoulder = Math.max(m.shoulder, 32);
  return { start: [shoulder, 7], along: [Math.sin(m.armAngle), Math.cos(m.armAngle)] };
}

function cuffOf(m) {
  const { start, along } = arm(m);
  const { length, cuff } = m.sleeve;
  const out = [start[0] + 2 + along[0] * length, start[1] + along[1] * length];
  const inner = [out[0] - along[1] * cuff, out[1] + along[0] * cuff];
  return { out, inner };
}

function topLine(m) {
  if (m.bareShoulders) return necklinePath(m);
  return `M ${-m.shoulder} 7 L ${-m.neck} 0 ${necklinePath(m).replace(/^M \S+ \S+/, '')} L ${m.shoulder} 7`;
}

/** Down the right side (1), or up the left side (−1). */
function side(m, direction) {
  const { chest, waist, length, hem } = m;
  const waistAt = m.type === 'dress' ? 66 : 60;
  const armhole = m.sleeve ? 0 : -5;
  const down = m.bareShoulders ? [] : [['Q', [m.shoulder + armhole * 0.6 - 1, 24], [chest, 40]]];
  if (direction === 1) {
    const curves = down.map(([c, a, b]) => `${c} ${a.join(' ')} ${b.join(' ')}`).join(' ');
    return `${curves} Q ${waist + 1} ${waistAt - 12} ${waist} ${waistAt} Q ${(waist + hem) / 2 - 1} ${(waistAt + length) / 2} ${hem} ${length}`;
  }
  const top = m.bareShoulders ? [-chest, m.edge] : [-chest, 40];
  const up = m.bareShoulders ? '' : `Q ${-(m.shoulder + armhole * 0.6 - 1)} 24 ${-m.shoulder} 7`;
  return `Q ${-((waist + hem) / 2 - 1)} ${(waistAt + length) / 2} ${-waist} ${waistAt} Q ${-waist - 1} ${waistAt - 12} ${top.join(' ')} ${up}`;
}

function hem(m, zigzag) {
  if (!zigzag) return `Q 0 ${m.length + 4} ${-m.hem} ${m.length}`;
  const teeth = 2 * Math.max(4, Math.round((2 * m.hem) / zigzag));
  const points = Array.from({ length: teeth }, (_, i) => {
    const x = m.hem - (2 * m.hem * (i + 1)) / teeth;
    return `L ${x.toFixed(1)} ${(m.length + (i % 2 ? 0 : 3.5)).toFixed(1)}`;
  });
  return points.join(' ');
}
