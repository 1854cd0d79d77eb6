// The discrete cosine transform of 8 × 8 blocks, in the accurate integer arithmetic that JPEG libraries call "islow", with 13 bits of fraction.
// Source: Loeffler, Ligtenberg and Moschytz, Practical fast 1-D DCT algorithms with 11 multiplications, ICASSP 1989; two products that
// share operands are one dot product. A block is 64 numbers of 16 bits.

/** Of two rows of 16-bit numbers, the pairs of the first or the last four columns times two factors: a·p + b·q, as 32 bits. */
// @ts-ignore: decorator
@inline
function first(a: v128, b: v128, p: i32, q: i32): v128 {
  const pairs = i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
  return i32x4.dot_i16x8_s(pairs, i32x4.splat((q << 16) | (p & 0xffff)));
}

// @ts-ignore: decorator
@inline
function last(a: v128, b: v128, p: i32, q: i32): v128 {
  const pairs = i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
  return i32x4.dot_i16x8_s(pairs, i32x4.splat((q << 16) | (p & 0xffff)));
}

/** Divides by 2^shift, rounded, and packs to 16 bits. */
// @ts-ignore: decorator
@inline
function descale(low: v128, high: v128, shift: i32): v128 {
  const half = i32x4.splat(1 << (shift - 1));
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), shift), i32x4.shr_s(i32x4.add(high, half), shift));
}

// @ts-ignore: decorator
@inline
function row(block: usize, index: i32): v128 {
  return v128.load(block + (index << 4));
}

// @ts-ignore: decorator
@inline
function put(block: usize, index: i32, value: v128): void {
  v128.store(block + (index << 4), value);
}

/** Sum and difference of an even and an odd part, into two rows. */
// @ts-ignore: decorator
@inline
function butterfly(block: usize, index: i32, e0: v128, e1: v128, o0: v128, o1: v128, shift: i32): void {
  put(block, index, descale(i32x4.add(e0, o0), i32x4.add(e1, o1), shift));
  put(block, 7 - index, descale(i32x4.sub(e0, o0), i32x4.sub(e1, o1), shift));
}

/** The inverse transform across the rows of a block, in place: lane by lane. */
function inversePass(block: usize, shift: i32): void {
  const r0 = row(block, 0), r1 = row(block, 1), r2 = row(block, 2), r3 = row(block, 3);
  const r4 = row(block, 4), r5 = row(block, 5), r6 = row(block, 6), r7 = row(block, 7);
  const sum0 = first(r0, r4, 8192, 8192), sum1 = last(r0, r4, 8192, 8192);
  const gap0 = first(r0, r4, 8192, -8192), gap1 = last(r0, r4, 8192, -8192);
  const a0 = first(r2, r6, 10703, 4433), a1 = last(r2, r6, 10703, 4433);
  const b0 = first(r2, r6, 4433, -10704), b1 = last(r2, r6, 4433, -10704);
  const z3 = i16x8.add(r7, r3), z4 = i16x8.add(r5, r1);
  const c0 = first(z3, z4, -6436, 9633), c1 = last(z3, z4, -6436, 9633);
  const d0 = first(z3, z4, 9633, 6437), d1 = last(z3, z4, 9633, 6437);
  butterfly(
    block, 0, i32x4.add(sum0, a0), i32x4.add(sum1, a1),
    i32x4.add(first(r7, r1, -7373, 4926), d0), i32x4.add(last(r7, r1, -7373, 4926), d1), shift,
  );
  butterfly(
    block, 1, i32x4.add(gap0, b0), i32x4.add(gap1, b1),
    i32x4.add(first(r5, r3, -20995, 4177), c0), i32x4.add(last(r5, r3, -20995, 4177), c1), shift,
  );
  butterfly(
    block, 2, i32x4.sub(gap0, b0), i32x4.sub(gap1, b1),
    i32x4.add(first(r5, r3, -4176, -20995), d0), i32x4.add(last(r5, r3, -4176, -20995), d1), shift,
  );
  butterfly(
    block, 3, i32x4.sub(sum0, a0), i32x4.sub(sum1, a1),
    i32x4.add(first(r7, r1, -4927, -7373), c0), i32x4.add(last(r7, r1, -4927, -7373), c1), shift,
  );
}

/** The forward transform across the rows of a block, in place. `scaled`: the rows have two bits of fraction already, and lose them. */
function forwardPass(block: usize, scaled: bool): void {
  const r0 = row(block, 0), r1 = row(block, 1), r2 = row(block, 2), r3 = row(block, 3);
  const r4 = row(block, 4), r5 = row(block, 5), r6 = row(block, 6), r7 = row(block, 7);
  const s0 = i16x8.add(r0, r7), s1 = i16x8.add(r1, r6), s2 = i16x8.add(r2, r5), s3 = i16x8.add(r3, r4);
  const g0 = i16x8.sub(r0, r7), g1 = i16x8.sub(r1, r6), g2 = i16x8.sub(r2, r5), g3 = i16x8.sub(r3, r4);
  const t0 = i16x8.add(s0, s3), t3 = i16x8.sub(s0, s3), t1 = i16x8.add(s1, s2), t2 = i16x8.sub(s1, s2);
  const shift = scaled ? 15 : 11;
  if (scaled) {
    const half = i16x8.splat(2);
    put(block, 0, i16x8.shr_s(i16x8.add(i16x8.add(t0, t1), half), 2));
    put(block, 4, i16x8.shr_s(i16x8.add(i16x8.sub(t0, t1), half), 2));
  } else {
    put(block, 0, i16x8.shl(i16x8.add(t0, t1), 2));
    put(block, 4, i16x8.shl(i16x8.sub(t0, t1), 2));
  }
  put(block, 2, descale(first(t2, t3, 4433, 10703), last(t2, t3, 4433, 10703), shift));
  put(block, 6, descale(first(t2, t3, -10704, 4433), last(t2, t3, -10704, 4433), shift));
  const z3 = i16x8.add(g3, g1), z4 = i16x8.add(g2, g0);
  const c0 = first(z3, z4, -6436, 9633), c1 = last(z3, z4, -6436, 9633);
  const d0 = first(z3, z4, 9633, 6437), d1 = last(z3, z4, 9633, 6437);
  put(block, 7, descale(i32x4.add(first(g3, g0, -4927, -7373), c0), i32x4.add(last(g3, g0, -4927, -7373), c1), shift));
  put(block, 5, descale(i32x4.add(first(g2, g1, -4176, -20995), d0), i32x4.add(last(g2, g1, -4176, -20995), d1), shift));
  put(block, 3, descale(i32x4.add(first(g2, g1, -20995, 4177), c0), i32x4.add(last(g2, g1, -20995, 4177), c1), shift));
  put(block, 1, descale(i32x4.add(first(g3, g0, -7373, 4926), d0), i32x4.add(last(g3, g0, -7373, 4926), d1), shift));
}

// @ts-ignore: decorator
@inline
function low16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

// @ts-ignore: decorator
@inline
function high16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}

/** Rows become columns, in place: three rounds of interleaving with the row that is four further on. */
function transpose(block: usize): void {
  for (let round = 0; round < 3; round++) {
    const r0 = row(block, 0), r1 = row(block, 1), r2 = row(block, 2), r3 = row(block, 3);
    const r4 = row(block, 4), r5 = row(block, 5), r6 = row(block, 6), r7 = row(block, 7);
    put(block, 0, low16(r0, r4));
    put(block, 1, high16(r0, r4));
    put(block, 2, low16(r1, r5));
    put(block, 3, high16(r1, r5));
    put(block, 4, low16(r2, r6));
    put(block, 5, high16(r2, r6));
    put(block, 6, low16(r3, r7));
    put(block, 7, high16(r3, r7));
  }
}

/** Coefficients (columns before rows: entry 8·u + v is frequency u across and v down) become 8 × 8 bytes of an image. The block is spoilt. */
export function inverse(block: usize, pixels: usize, stride: usize): void {
  inversePass(block, 11);
  transpose(block);
  inversePass(block, 18);
  const middle = i16x8.splat(128);
  for (let y = 0; y < 8; y++) {
    const values = i16x8.add(row(block, y), middle);
    v128.store64_lane(pixels + usize(y) * stride, i8x16.narrow_i16x8_u(values, values), 0);
  }
}

/** 8 × 8 bytes of an image become coefficients, eight times as large, columns before rows as above. */
export function forward(pixels: usize, stride: usize, block: usize): void {
  const middle = i16x8.splat(128);
  for (let y = 0; y < 8; y++) put(block, y, i16x8.sub(v128.load8x8_u(pixels + usize(y) * stride), middle));
  forwardPass(block, false);
  transpose(block);
  forwardPass(block, true);
}
