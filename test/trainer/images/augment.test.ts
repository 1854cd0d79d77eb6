import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Augmentation } from '../../../schemas/types/config.ts';
import {
  type AugmentKey,
  type AugmentParameters,
  augment,
  drawParameters,
  type ImageSize,
  transform,
} from '../../../trainer/images/augment.ts';
import { configWith } from '../../config-with.ts';
import fc from '../../fast-check.ts';

interface Fixture {
  images: Record<'square' | 'oblong', { height: number; width: number; pixels: number[] }>;
  warps: {
    image: 'square' | 'oblong';
    theta: number;
    tx: number;
    ty: number;
    zx: number;
    zy: number;
    expected: number[];
  }[];
  brightness: { factor: number; expected: number[] }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/images/affine.json'), 'utf8'),
);

const IDENTITY: AugmentParameters = {
  rotation: 0,
  heightShift: 0,
  widthShift: 0,
  heightZoom: 1,
  widthZoom: 1,
  flip: false,
  brightness: 1,
};

const KERAS_PROJECT = configWith().model.augmentation;

function transformed(pixels: Uint8Array, size: ImageSize, parameters: Partial<AugmentParameters>): Uint8Array {
  const target = new Uint8Array(pixels.length).fill(7);
  transform(pixels, target, size, { ...IDENTITY, ...parameters });
  return target;
}

function largestDifference(actual: Uint8Array, expected: readonly number[]): number {
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i]! - value)), 0);
}

const anyImage = fc
  .record({ height: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 9 }) })
  .chain(({ height, width }) =>
    fc.record({
      size: fc.constant({ height, width }),
      pixels: fc.uint8Array({ minLength: height * width * 3, maxLength: height * width * 3 }),
    }),
  );

const anyParameters = fc.record({
  rotation: fc.double({ min: -180, max: 180, noNaN: true }),
  heightShift: fc.double({ min: -20, max: 20, noNaN: true }),
  widthShift: fc.double({ min: -20, max: 20, noNaN: true }),
  heightZoom: fc.double({ min: 0.01, max: 10, noNaN: true }),
  widthZoom: fc.double({ min: 0.01, max: 10, noNaN: true }),
  flip: fc.boolean(),
  brightness: fc.constant(1),
});

describe('the warp', () => {
  it.each(fixture.warps)('equals Keras within one grey level: $image θ $theta, shift $tx $ty, zoom $zx $zy', (warp) => {
    const { height, width, pixels } = fixture.images[warp.image];
    const actual = transformed(
      Uint8Array.from(pixels),
      { height, width },
      { rotation: warp.theta, heightShift: warp.tx, widthShift: warp.ty, heightZoom: warp.zx, widthZoom: warp.zy },
    );
    expect(actual).toHaveLength(warp.expected.length);
    expect(largestDifference(actual, warp.expected)).toBeLessThanOrEqual(1);
  });

  it('leaves an image as it is when nothing is asked for', () => {
    fc.assert(
      fc.property(anyImage, ({ pixels, size }) => {
        expect(transformed(pixels, size, {})).toEqual(pixels);
      }),
    );
  });

  it('repeats the edge and never invents a value', () => {
    fc.assert(
      fc.property(anyImage, anyParameters, ({ pixels, size }, parameters) => {
        const actual = transformed(pixels, size, parameters);
        for (let c = 0; c < 3; c++) {
          const channel = (all: Uint8Array) => all.filter((_, i) => i % 3 === c);
          expect(Math.min(...channel(actual))).toBeGreaterThanOrEqual(Math.min(...channel(pixels)));
          expect(Math.max(...channel(actual))).toBeLessThanOrEqual(Math.max(...channel(pixels)));
        }
      }),
    );
  });

  it('shrinks the picture when zoom is above 1, as Keras does', () => {
    const size = { height: 9, width: 9 };
    const pixels = new Uint8Array(9 * 9 * 3);
    for (let i = 3; i < 6; i++) pixels.fill(200, (i * 9 + 3) * 3, (i * 9 + 6) * 3);
    const bright = (image: Uint8Array) => image.filter((value) => value > 100).length / 3;
    expect(bright(transformed(pixels, size, { heightZoom: 2, widthZoom: 2 }))).toBeLessThan(bright(pixels));
    expect(bright(transformed(pixels, size, { heightZoom: 0.5, widthZoom: 0.5 }))).toBeGreaterThan(bright(pixels));
  });

  it('moves rows by the height shift and columns by the width shift', () => {
    const size = { height: 4, width: 6 };
    const pixels = Uint8Array.from({ length: 4 * 6 * 3 }, (_, i) => i);
    const at = (image: Uint8Array, row: number, column: number) => image[(row * 6 + column) * 3];
    expect(at(transformed(pixels, size, { heightShift: 2 }), 0, 1)).toBe(at(pixels, 2, 1));
    expect(at(transformed(pixels, size, { widthShift: 2 }), 0, 1)).toBe(at(pixels, 0, 3));
  });
});

describe('the flip', () => {
  it('mirrors left to right, and twice gives the image back', () => {
    fc.assert(
      fc.property(anyImage, ({ pixels, size }) => {
        const once = transformed(pixels, size, { flip: true });
        expect([...once.subarray(0, 3)]).toEqual([...pixels.subarray((size.width - 1) * 3, size.width * 3)]);
        expect(transformed(once, size, { flip: true })).toEqual(pixels);
      }),
    );
  });

  it('comes after the warp', () => {
    const { height, width, pixels } = fixture.images.oblong;
    const size = { height, width };
    const warp = { rotation: 20, widthShift: 3 };
    const warped = transformed(Uint8Array.from(pixels), size, warp);
    expect(transformed(Uint8Array.from(pixels), size, { ...warp, flip: true })).toEqual(
      transformed(warped, size, { flip: true }),
    );
  });
});

describe('the brightness', () => {
  it.each(fixture.brightness)('equals Keras within one grey level: factor $factor', ({ factor, expected }) => {
    const { height, width, pixels } = fixture.images.oblong;
    const actual = transformed(Uint8Array.from(pixels), { height, width }, { brightness: factor });
    expect(largestDifference(actual, expected)).toBeLessThanOrEqual(1);
  });

  it('makes everything black at 0 and nothing overflow at 10', () => {
    fc.assert(
      fc.property(anyImage, ({ pixels, size }) => {
        expect(transformed(pixels, size, { brightness: 0 })).toEqual(new Uint8Array(pixels.length));
        expect(transformed(pixels, size, { brightness: 10 })).toEqual(pixels.map((v) => Math.min(255, v * 10)));
      }),
    );
  });
});

describe('the draw', () => {
  const size = { height: 40, width: 80 };
  const key = (more: Partial<AugmentKey> = {}): AugmentKey => ({
    augmentation: KERAS_PROJECT,
    seed: 12345,
    variant: 0,
    row: 1,
    ...more,
  });

  it('stays within the ranges, and uses them', () => {
    const drawn = Array.from({ length: 2000 }, (_, row) => drawParameters(key({ row }), size));
    const spread = (of: (p: AugmentParameters) => number): [number, number] => [
      Math.min(...drawn.map(of)),
      Math.max(...drawn.map(of)),
    ];
    const expectSpread = (of: (p: AugmentParameters) => number, low: number, high: number): void => {
      const [least, most] = spread(of);
      const slack = (high - low) * 0.01;
      expect(least).toBeGreaterThanOrEqual(low);
      expect(least).toBeLessThan(low + slack);
      expect(most).toBeLessThanOrEqual(high);
      expect(most).toBeGreaterThan(high - slack);
    };
    expectSpread((p) => p.rotation, -10, 10);
    expectSpread((p) => p.heightShift, -6, 6);
    expectSpread((p) => p.widthShift, -12, 12);
    expectSpread((p) => p.heightZoom, 0.8, 1.2);
    expectSpread((p) => p.widthZoom, 0.8, 1.2);
    expectSpread((p) => p.brightness, 0.5, 1.5);
    const flipped = drawn.filter((p) => p.flip).length / drawn.length;
    expect(flipped).toBeGreaterThan(0.45);
    expect(flipped).toBeLessThan(0.55);
    expect(drawn.every((p) => p.heightZoom !== p.widthZoom)).toBe(true);
  });

  it('depends on seed, variant and row, and on nothing else', () => {
    const drawn = drawParameters(key(), size);
    expect(drawParameters(key(), size)).toEqual(drawn);
    for (const other of [key({ seed: 1 }), key({ variant: 1 }), key({ row: 2 })]) {
      expect(drawParameters(other, size)).not.toEqual(drawn);
    }
  });

  it('draws the rest alike whether or not flips are allowed', () => {
    const still = key({ augmentation: { ...KERAS_PROJECT, horizontal_flip: false } });
    for (let row = 0; row < 20; row++) {
      expect(drawParameters({ ...still, row }, size)).toEqual({ ...drawParameters(key({ row }), size), flip: false });
    }
  });

  it('changes nothing when augmentation is off or every range is empty', () => {
    const pixels = Uint8Array.from({ length: 40 * 80 * 3 }, (_, i) => (i * 7) % 256);
    const none: Augmentation = {
      enabled: true,
      rotation_range: 0,
      width_shift_range: 0,
      height_shift_range: 0,
      zoom_range: [1, 1],
      brightness_range: [1, 1],
      horizontal_flip: false,
      validation: false,
    };
    for (const augmentation of [none, { ...KERAS_PROJECT, enabled: false }]) {
      const target = new Uint8Array(pixels.length);
      augment(pixels, target, size, key({ augmentation }));
      expect(target).toEqual(pixels);
    }
  });
});
