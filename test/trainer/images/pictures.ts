import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { onTestFinished } from 'vitest';

/** A folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'multitask-images-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export type Colour = readonly [number, number, number];
export const RED: Colour = [220, 30, 40];
export const GREEN: Colour = [30, 200, 60];
export const BLUE: Colour = [40, 50, 210];
export const YELLOW: Colour = [230, 220, 50];

/** Four quarters: red and green above, blue and yellow below; every orientation of it looks different. */
export function quarters(width = 80, height = 48): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = y < height / 2 ? (x < width / 2 ? RED : GREEN) : x < width / 2 ? BLUE : YELLOW;
      data.set(colour, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The same noise every time: it does not compress, so cutting it off is felt everywhere. */
export function noise(width: number, height: number, seed = 1): Sharp {
  let state = seed;
  const data = Buffer.from({ length: width * height * 3 }).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** One colour all over, saved as PNG under `name`; answers the path. */
export async function savePlain(
  folder: string,
  name: string,
  colour: Colour,
  width = 20,
  height = 10,
): Promise<string> {
  const [r, g, b] = colour;
  const path = join(folder, name);
  writeFileSync(
    path,
    await sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
      .png()
      .toBuffer(),
  );
  return path;
}

/** The colour in the middle of each quarter of a [height, width, 3] image, row by row. */
export function quarterColours(pixels: Uint8Array, width: number, height: number): number[][] {
  const at = (y: number, x: number) => [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  return [height / 4, (height * 3) / 4].flatMap((y) =>
    [width / 4, (width * 3) / 4].map((x) => at(Math.floor(y), Math.floor(x))),
  );
}

/** The largest difference between two lists of colours. */
export function distance(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  return Math.max(...a.flatMap((colour, i) => colour.map((value, c) => Math.abs(value - b[i]![c]!))));
}
