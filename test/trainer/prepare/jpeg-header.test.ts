import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJpegHeader, scansAtMost } from '../../../trainer/prepare/jpeg-header.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/jpeg');
const fixture = (name: string) => readFileSync(join(FIXTURES, `${name}.jpg`));
const [START, REST] = [fixture('420').subarray(0, 2), fixture('420').subarray(2)];

/** The frame of the fixture with another size. */
function frame(height: number, width: number): Buffer {
  const at = REST.indexOf(Buffer.of(0xff, 0xc0));
  const segment = Buffer.from(REST.subarray(at, at + 2 + REST.readUInt16BE(at + 2)));
  segment.writeUInt16BE(height, 5);
  segment.writeUInt16BE(width, 7);
  return segment;
}

/** Two bytes of a frame's head, taken for a length, lead far behind it. */
const FAR = 4 + 0xc000;

describe('the header of a JPEG', () => {
  it.each(['420', '422', '444', 'optimized', 'progressive', 'restarts', 'rgb'])('of the kind %s is read', (name) => {
    expect(readJpegHeader(fixture(name))).toEqual({ width: 75, height: 53, components: 3, hasProfile: false });
  });

  it('is not the one that a byte that fills hides from a decoder', () => {
    // What a decoder skips: an application's segment around a smaller frame and a scan.
    const [shown, hidden] = [frame(53, 75), Buffer.concat([frame(10, 10), Buffer.of(0xff, 0xda, 0, 2)])];
    const segment = Buffer.alloc(FAR - START.length - 1 - shown.length + hidden.length);
    segment.writeUInt16BE(0xffe1, 0);
    segment.writeUInt16BE(segment.length - 2, 2);
    hidden.copy(segment, segment.length - hidden.length);
    expect(readJpegHeader(Buffer.concat([START, Buffer.of(0xff), shown, segment, REST]))).toBeUndefined();
  });

  it('is not believed where its two sizes would be read as one or the other', () => {
    expect(readJpegHeader(Buffer.concat([START, frame(10, 10), REST]))).toBeUndefined();
  });

  // A decoder skips them; who takes what follows for a length finds another frame than the decoder does.
  it.each([
    ['a byte that fills', [0xff]],
    ['a mark that stands alone', [0xff, 0x01]],
    ['a restart', [0xff, 0xd3]],
    ['a second start', [0xff, 0xd8]],
    ['an end', [0xff, 0xd9]],
    ['a segment of no known kind', [0xff, 0xf0, 0, 2]],
  ])('with %s in front of its frame is left to others', (_, before) => {
    const file = Buffer.concat([START, Buffer.from(before), REST]);
    expect(readJpegHeader(file)).toBeUndefined();
  });
});

it('counts the scans of a JPEG', () => {
  expect(scansAtMost(fixture('420'))).toBe(1);
  expect(scansAtMost(fixture('progressive'))).toBeGreaterThan(5);
  expect(scansAtMost(Buffer.alloc(20))).toBe(0);
});
