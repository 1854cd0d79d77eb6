import sharp from 'sharp';

/** An SVG picture as JPEG from a camera of middling quality: slightly out of focus, its sensor noisy. */
export async function photograph(svg, random) {
  const drawing = sharp(Buffer.from(svg));
  const exposure = random.between(0.85, 1.15);
  const { data, info } = await drawing
    .removeAlpha()
    .blur(random.between(0.3, 0.6))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const grain = grainOf(random.between(1, 7), random);
  const rowLength = info.width * 3;
  for (let row = 0; row < info.height; row++) {
    const from = random.index(grain.length - rowLength);
    for (let i = 0; i < rowLength; i++) {
      const at = row * rowLength + i;
      data[at] = Math.min(255, Math.max(0, Math.round(data[at] * exposure + grain[from + i])));
    }
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 75 + random.index(18) })
    .toBuffer();
}

/** A strip of sensor noise; every row of the picture takes its own piece of it. */
function grainOf(strength, random) {
  return Float32Array.from({ length: 10_000 }, () => random.normal() * strength);
}
