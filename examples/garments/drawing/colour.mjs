/** A colour as { h: 0 … 360, s: 0 … 1, l: 0 … 1 }; css() writes it for SVG. */
export function css({ h, s, l }, opacity) {
  const channel = (n) => {
    const k = (n + h / 30) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  const rgb = `${channel(0)},${channel(8)},${channel(4)}`;
  return opacity === undefined ? `rgb(${rgb})` : `rgba(${rgb},${opacity})`;
}

/** The same hue, lighter (amount > 0) or darker (amount < 0). */
export function shade(colour, amount) {
  return { ...colour, l: Math.min(0.97, Math.max(0.04, colour.l + amount)) };
}

/** A colour that stands out clearly on `ground`: far away in lightness, and usually in hue. */
export function contrasting(ground, random) {
  const away = random.between(0.36, 0.52);
  const l = ground.l > 0.5 ? ground.l - away : ground.l + away;
  return { h: (ground.h + random.between(60, 300)) % 360, s: random.between(0.35, 0.9), l };
}

/** Fabric is any hue, saturated or not, and dark enough to stand out from a pale wall. */
export function fabricColour(random) {
  return { h: random.between(0, 360), s: random.between(0.1, 0.75), l: random.between(0.2, 0.5) };
}
