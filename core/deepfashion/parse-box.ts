import { count } from '../words.ts';
import type { Box } from './deepfashion.ts';
import type { Fault } from './line-findings.ts';
import { integersOf } from './numbers.ts';
import type { ParsedLine } from './read-list.ts';

/** A box of four numbers. Corners that stand the wrong way round name the same rectangle, so they are put in order; a box without pixels is none. */
export function parseBox(text: string): ParsedLine<Box> {
  const parsed = integersOf(text, 4, 'four numbers: left, top, right and bottom of the box');
  if ('fault' in parsed) return parsed;
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = parsed.numbers;
  const value: Box = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
  const [left, top, right, bottom] = value;
  if (left === right || top === bottom) {
    return {
      fault: warning(
        'box-empty',
        `is a box of ${count(right - left)} × ${count(bottom - top)} pixels, which shows nothing. The garment is left out.`,
      ),
    };
  }
  if (right <= 0 || bottom <= 0) {
    return {
      fault: warning(
        'box-empty',
        `is the box ${text.trim()}, which lies wholly outside of its image. The garment is left out.`,
      ),
    };
  }
  if (x1 > x2 || y1 > y2) {
    const which = x1 > x2 ? `right, ${x2}, lies left of left, ${x1}` : `bottom, ${y2}, lies above top, ${y1}`;
    return { value, fault: warning('box-corners', `has swapped corners: ${which}. It is read as ${value.join(' ')}.`) };
  }
  if (left < 0 || top < 0) {
    return {
      value,
      fault: warning(
        'box-outside',
        `begins outside of its image, at ${left} ${top}. Only what lies inside is cropped.`,
      ),
    };
  }
  return { value };
}

const warning = (code: string, message: string): Fault => ({ code, severity: 'warning', message });
