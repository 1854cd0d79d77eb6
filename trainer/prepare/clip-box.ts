import type { Box } from '../../core/deepfashion/deepfashion.ts';

/** A part of an image, in pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a box that lies within an image, or undefined where there is none. */
export function clipBox(
  [x1, y1, x2, y2]: Box,
  image: { readonly width: number; readonly height: number },
): Region | undefined {
  const [left, top] = [Math.max(0, x1), Math.max(0, y1)];
  const [width, height] = [Math.min(image.width, x2) - left, Math.min(image.height, y2) - top];
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

/** Whether a region is less than the box that it was clipped from. */
export function isClipped([x1, y1, x2, y2]: Box, { left, top, width, height }: Region): boolean {
  return left !== x1 || top !== y1 || left + width !== x2 || top + height !== y2;
}
