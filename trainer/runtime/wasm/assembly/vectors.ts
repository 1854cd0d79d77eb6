// Small helpers over memory. Addresses and strides are in bytes; "floats" are f32.
// Loads may read up to 12 bytes past the last channel: those lanes are never stored.

/** Stores the first `lanes` (1 to 4) lanes. */
// @ts-ignore: decorator
@inline
export function storeLanes(target: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(target, value);
    return;
  }
  store<f32>(target, f32x4.extract_lane(value, 0));
  if (lanes > 1) store<f32>(target, f32x4.extract_lane(value, 1), 4);
  if (lanes > 2) store<f32>(target, f32x4.extract_lane(value, 2), 8);
}

export function copyFloats(target: usize, source: usize, count: i32): void {
  while (count >= 4) {
    v128.store(target, v128.load(source));
    target += 16;
    source += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(target, load<f32>(source));
    target += 4;
    source += 4;
    count--;
  }
}

export function zeroFloats(target: usize, count: i32): void {
  const zero = f32x4.splat(0);
  while (count >= 4) {
    v128.store(target, zero);
    target += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(target, 0);
    target += 4;
    count--;
  }
}

/** target += source, element by element. */
export function addFloats(target: usize, source: usize, count: i32): void {
  while (count >= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
    target += 4;
    source += 4;
    count--;
  }
}
