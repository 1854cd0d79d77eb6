import { describe, expect, test } from 'vitest';
import { type AugmentParameters, drawParameters, type ImageSize, transform } from '../../../trainer/images/augment.ts';
import { configWith } from '../../config-with.ts';
import keras from '../../fixtures/images/augmentation.json' with { type: 'json' };

const SIZE: ImageSize = { height: keras.size, width: keras.size };
const PIXELS = bytes(keras.pixels);

type Case = (typeof keras.cases)[number];

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

/** Keras since 2020 turns the other way and has rows and columns exchanged. */
function ours({ theta, tx, ty, zx, zy, flip_horizontal, brightness }: Case): AugmentParameters {
  return {
    rotation: -theta,
    heightShift: ty,
    widthShift: tx,
    heightZoom: zy,
    widthZoom: zx,
    flip: flip_horizontal === 1,
    brightness,
  };
}

/** Grey levels by which we are above Keras, value by value. */
function differences(parameters: AugmentParameters, expected: string): number[] {
  const target = new Uint8Array(PIXELS.length);
  transform(PIXELS, target, SIZE, parameters);
  const theirs = bytes(expected);
  expect(theirs).toHaveLength(target.length);
  return Array.from(target, (value, i) => value - theirs[i]!);
}

const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the six augmentations together', () => {
  // Keras cuts off the fraction after the warp and again after the brightness, where we round once: it is a level darker, sometimes two.
  test.each(keras.cases.map((one, i) => [i, one] as const))(
    'are those of Keras within two grey levels: draw %i',
    (_, one) => {
      const all = differences(ours(one), one.expected);
      expect(largest(all)).toBeLessThanOrEqual(2);
      expect(mean(all)).toBeGreaterThan(0);
      expect(mean(all)).toBeLessThan(1.1);
    },
  );

  test.each<[string, (p: AugmentParameters) => AugmentParameters]>([
    ['the other rotation', (p) => ({ ...p, rotation: -p.rotation })],
    ['the other zoom', (p) => ({ ...p, heightZoom: 1 / p.heightZoom, widthZoom: 1 / p.widthZoom })],
    ['exchanged zooms', (p) => ({ ...p, heightZoom: p.widthZoom, widthZoom: p.heightZoom })],
    ['the other height shift', (p) => ({ ...p, heightShift: -p.heightShift })],
    ['exchanged shifts', (p) => ({ ...p, heightShift: p.widthShift, widthShift: p.heightShift })],
    ['no flip where there is one', (p) => ({ ...p, flip: !p.flip })],
  ])('would not be with %s', (_, change) => {
    const wrong = keras.cases.filter((one) => largest(differences(change(ours(one)), one.expected)) > 10);
    expect(wrong.length).toBeGreaterThan(keras.cases.length * 0.75);
  });
});

describe('the parameters', () => {
  const { augmentation } = configWith().model;
  const drawn = Array.from({ length: 4000 }, (_, row) =>
    drawParameters({ augmentation, seed: 7, variant: 0, row }, SIZE),
  );
  const column = (of: (p: AugmentParameters) => number) => drawn.map(of);
  const shift = 0.15 * keras.size;

  test.each<[keyof typeof keras.draws.deciles, (p: AugmentParameters) => number, number, number]>([
    ['theta', (p) => p.rotation, -10, 10],
    ['tx', (p) => p.heightShift, -shift, shift],
    ['ty', (p) => p.widthShift, -shift, shift],
    ['zx', (p) => p.heightZoom, 0.8, 1.2],
    ['zy', (p) => p.widthZoom, 0.8, 1.2],
    ['brightness', (p) => p.brightness, 0.5, 1.5],
  ])('are spread as Keras draws them: %s', (name, of, low, high) => {
    const sorted = column(of).sort((a, b) => a - b);
    for (const [i, expected] of keras.draws.deciles[name].entries()) {
      const decile = (sorted[Math.floor(((i + 1) * sorted.length) / 10)]! - low) / (high - low);
      expect(Math.abs(decile - expected)).toBeLessThan(0.04);
    }
  });

  test('flip every other picture, and draw the two zooms apart', () => {
    expect(mean(column((p) => Number(p.flip)))).toBeCloseTo(keras.draws.flipped, 1);
    expect(Math.abs(keras.draws.zooms_together)).toBeLessThan(0.06);
    expect(
      Math.abs(
        correlation(
          column((p) => p.heightZoom),
          column((p) => p.widthZoom),
        ),
      ),
    ).toBeLessThan(0.06);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const together = mean(a.map((value, i) => (value - ma) * (b[i]! - mb)));
  const spread = (values: readonly number[], m: number) => Math.sqrt(mean(values.map((value) => (value - m) ** 2)));
  return together / (spread(a, ma) * spread(b, mb));
}
