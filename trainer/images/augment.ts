import { type Random, randomFor } from '../../core/random.ts';
import type { Augmentation } from '../../schemas/types/config.ts';

/** Everything that the random changes of one image depend on. */
export interface AugmentKey {
  readonly augmentation: Augmentation;
  readonly seed: number;
  /** Usually the epoch: the same image changes in another way for every variant. */
  readonly variant: number;
  /** The dataframe row. */
  readonly row: number;
}

/** What happens to one image, in this order: the warp, the flip, the brightness. */
export interface AugmentParameters {
  /** Degrees. */
  readonly rotation: number;
  /** Pixels; positive moves the picture up. */
  readonly heightShift: number;
  /** Pixels; positive moves the picture left. */
  readonly widthShift: number;
  /** Above 1 shrinks the picture, as in Keras. */
  readonly heightZoom: number;
  readonly widthZoom: number;
  readonly flip: boolean;
  readonly brightness: number;
}

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/**
 * Writes a randomly changed copy of `source` into `target`. Both are [height, width, 3] bytes and must not overlap. The same key
 * gives the same picture in any thread and at any time.
 * Source: Keras' ImageDataGenerator, get_random_transform and apply_transform.
 */
export function augment(source: Uint8Array, target: Uint8Array, size: ImageSize, key: AugmentKey): void {
  if (key.augmentation.enabled) transform(source, target, size, drawParameters(key, size));
  else target.set(source);
}

/** Draws in Keras' order. Both zooms are drawn apart, so the aspect ratio changes too. */
export function drawParameters({ augmentation, seed, variant, row }: AugmentKey, size: ImageSize): AugmentParameters {
  const random = randomFor(seed, 'augment', variant, row);
  const { rotation_range, height_shift_range, width_shift_range, zoom_range, brightness_range } = augmentation;
  return {
    rotation: eitherWay(rotation_range, random),
    heightShift: eitherWay(height_shift_range, random) * size.height,
    widthShift: eitherWay(width_shift_range, random) * size.width,
    heightZoom: random.between(...zoom_range),
    widthZoom: random.between(...zoom_range),
    // Drawn even when it is off, so that switching it changes nothing else.
    flip: random.next() < 0.5 && augmentation.horizontal_flip,
    brightness: random.between(...brightness_range),
  };
}

function eitherWay(range: number, random: Random): number {
  return random.between(-range, range);
}

/**
 * One affine warp about the centre, bilinear, pixels beyond the edge repeat the edge; then the flip; then every value times
 * brightness, at most 255. Rounded once, at the end.
 */
export function transform(
  source: Uint8Array,
  target: Uint8Array,
  { height, width }: ImageSize,
  parameters: AugmentParameters,
): void {
  const [rowByRow, rowByColumn, rowStart, columnByRow, columnByColumn, columnStart] = inverse(
    parameters,
    height,
    width,
  );
  const lastRow = height - 1;
  const lastColumn = width - 1;
  const rowBytes = width * 3;
  const gain = parameters.brightness;
  const step = parameters.flip ? -3 : 3;
  for (let i = 0; i < height; i++) {
    let to = i * rowBytes + (parameters.flip ? rowBytes - 3 : 0);
    const rowAtLeft = rowByRow * i + rowStart;
    const columnAtLeft = columnByRow * i + columnStart;
    for (let j = 0; j < width; j++, to += step) {
      const row = within(rowAtLeft + rowByColumn * j, lastRow);
      const column = within(columnAtLeft + columnByColumn * j, lastColumn);
      const top = row | 0;
      const left = column | 0;
      const down = row - top;
      const right = column - left;
      const a = top * rowBytes + left * 3;
      const b = left < lastColumn ? a + 3 : a;
      const below = top < lastRow ? rowBytes : 0;
      // The weights of the four neighbours carry the brightness.
      const bottomRight = down * right * gain;
      const bottomLeft = down * gain - bottomRight;
      const topRight = right * gain - bottomRight;
      const topLeft = gain - bottomLeft - topRight - bottomRight;
      for (let c = 0; c < 3; c++) {
        const value =
          source[a + c]! * topLeft +
          source[b + c]! * topRight +
          source[a + below + c]! * bottomLeft +
          source[b + below + c]! * bottomRight;
        target[to + c] = value < 254.5 ? value + 0.5 : 255;
      }
    }
  }
}

function within(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}

/**
 * Where each output pixel comes from: source row = m[0]·i + m[1]·j + m[2], source column = m[3]·i + m[4]·j + m[5].
 * Keras' matrix rotation · shift · zoom about the centre n / 2 − 0.5, in rows and columns. (Keras after 2020 exchanges the axes, so
 * that its height_shift_range moves pictures sideways; here, height means height.)
 */
function inverse(
  p: AugmentParameters,
  height: number,
  width: number,
): [number, number, number, number, number, number] {
  const angle = (p.rotation * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const centreRow = height / 2 - 0.5;
  const centreColumn = width / 2 - 0.5;
  const rowByRow = cos * p.heightZoom;
  const rowByColumn = -sin * p.widthZoom;
  const columnByRow = sin * p.heightZoom;
  const columnByColumn = cos * p.widthZoom;
  const rowShift = cos * p.heightShift - sin * p.widthShift;
  const columnShift = sin * p.heightShift + cos * p.widthShift;
  return [
    rowByRow,
    rowByColumn,
    centreRow + rowShift - rowByRow * centreRow - rowByColumn * centreColumn,
    columnByRow,
    columnByColumn,
    centreColumn + columnShift - columnByRow * centreRow - columnByColumn * centreColumn,
  ];
}
