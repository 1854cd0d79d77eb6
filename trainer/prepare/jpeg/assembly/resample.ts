// Pixels of components, made to fit the crop.

/** Repeats the last column and the last row of a plane outwards, to so many columns and rows. */
export function extend(plane: usize, stride: i32, width: i32, height: i32, columns: i32, rows: i32): void {
  for (let y = 0; y < height; y++) {
    const end = plane + usize(y * stride + width);
    memory.fill(end, load<u8>(end - 1), usize(columns - width));
  }
  const last = plane + usize((height - 1) * stride);
  for (let y = height; y < rows; y++) memory.copy(plane + usize(y * stride), last, usize(columns));
}

/**
 * Chroma for pairs of pixels. A plane that has one value a pair already is taken as it is, or, where the crop parts its pairs (`across`, `down`: 1),
 * the mean of neighbours is. `stepX`, `stepY`: 2 where the plane has a value for every pixel, else 1. All in whole groups of 16 columns.
 */
export function halve(
  plane: usize, stride: i32, target: usize, targetStride: i32, rows: i32,
  stepX: i32, stepY: i32, across: i32, down: i32,
): void {
  for (let y = 0; y < rows; y++) {
    const above = plane + usize(y * stepY * stride);
    const below = above + usize(down * stride);
    for (let x = 0; x < targetStride; x += 16) {
      const at = usize(x * stepX);
      const upper = stepX === 2 ? pairs(above + at) : neighbours(above + at, across);
      const lower = stepX === 2 ? pairs(below + at) : neighbours(below + at, across);
      v128.store(target + usize(y * targetStride + x), i8x16.avgr_u(upper, lower));
    }
  }
}

// @ts-ignore: decorator
@inline
function neighbours(at: usize, distance: i32): v128 {
  return i8x16.avgr_u(v128.load(at), v128.load(at + usize(distance)));
}

/** The means of 16 pairs. */
// @ts-ignore: decorator
@inline
function pairs(at: usize): v128 {
  const one = i16x8.splat(1);
  const low = i16x8.shr_u(i16x8.add(i16x8.extadd_pairwise_i8x16_u(v128.load(at)), one), 1);
  const high = i16x8.shr_u(i16x8.add(i16x8.extadd_pairwise_i8x16_u(v128.load(at + 16)), one), 1);
  return i8x16.narrow_i16x8_u(low, high);
}
