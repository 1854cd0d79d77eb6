import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll } from 'vitest';

/** A folder of its own for the test file that asks, removed after it, and a way to write files there. */
export function imageFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'multitask-images-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  const write = (content: string | Uint8Array, name = `${files++}.jpg`): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return { folder, write };
}

/** Grey noise, which no format compresses well. */
export function noise(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height);
  let state = 1;
  for (let index = 0; index < pixels.length; index++) {
    state = Math.imul(state, 1103515245) + 12345;
    pixels[index] = state >>> 16;
  }
  return sharp(pixels, { raw: { width, height, channels: 1 } });
}

/** A PNG whose header claims a size that its pixels do not have. */
export async function pngOfClaimedSize(width: number, height: number): Promise<Buffer> {
  const png = await noise(2, 2).png().toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
}

/** A JPEG with application segments of so many bytes in all before its size. */
export function withSegments(jpeg: Buffer, bytes: number): Buffer {
  const segments: Buffer[] = [];
  for (let left = bytes; left > 0; left -= 65_000) {
    const segment = Buffer.alloc(Math.min(left, 65_000) + 4, 0x20);
    segment.writeUInt16BE(0xffe9, 0);
    segment.writeUInt16BE(segment.length - 2, 2);
    segments.push(segment);
  }
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}
