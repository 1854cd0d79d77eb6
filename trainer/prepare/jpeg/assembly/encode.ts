// From pixels to the entropy-coded data of a baseline JPEG with one chroma value for 2 × 2 pixels.
import { encodingTable } from './huffman';
import { forward } from './transform';
import { ZIGZAG } from './zigzag';

/** What a coefficient is divided by, inverted: f32[64] for luma, then for chroma; columns before rows. */
const inverses: usize = memory.data(512, 16);
const block: usize = memory.data(128, 16);

/** `quanta`: u16[64], zigzag. forward() gives eight times the coefficient. */
export function setQuanta(index: i32, quanta: usize): void {
  for (let k: usize = 0; k < 64; k++) {
    const place = usize(load<u8>(ZIGZAG + k));
    store<f32>(inverses + (usize(index) << 8) + (place << 2), 1 / (8 * f32(load<u16>(quanta + (k << 1)))));
  }
}

let out: usize = 0;
let pending: u64 = 0;
/** Bits in `pending`, below 32 between calls. */
let held: u32 = 0;

/** Encodes whole MCUs of 16 × 16 pixels into `target`, which has room for them. Answers the number of bytes, the end of the image among them. */
export function encode(
  luma: usize, lumaStride: i32, blue: usize, red: usize, chromaStride: i32, columns: i32, rows: i32, target: usize,
): i32 {
  out = target;
  pending = 0;
  held = 0;
  let y0 = 0, b0 = 0, r0 = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const pixels = luma + usize(y * 16 * lumaStride + x * 16);
      y0 = encodeBlock(pixels, lumaStride, 0, y0);
      y0 = encodeBlock(pixels + 8, lumaStride, 0, y0);
      y0 = encodeBlock(pixels + usize(8 * lumaStride), lumaStride, 0, y0);
      y0 = encodeBlock(pixels + usize(8 * lumaStride) + 8, lumaStride, 0, y0);
      const chroma = usize(y * 8 * chromaStride + x * 8);
      b0 = encodeBlock(blue + chroma, chromaStride, 1, b0);
      r0 = encodeBlock(red + chroma, chromaStride, 1, r0);
    }
  }
  // Ones fill the last byte.
  write(0x7f, 7);
  while (held >= 8) writeByte();
  store<u16>(out, 0xd9ff);
  return i32(out + 2 - target);
}

/** Answers the block's own DC, which the next one is told relative to. */
function encodeBlock(pixels: usize, stride: i32, kind: i32, before: i32): i32 {
  forward(pixels, usize(stride), block);
  quantize(inverses + (usize(kind) << 8));
  const level = i32(load<i16>(block));
  writeValue(encodingTable(kind * 2), 0, level - before);
  const table = encodingTable(kind * 2 + 1);
  let marks = nonzero() & ~u64(1);
  let next: i32 = 1;
  // Locals stay in registers; what is written below is what write() does.
  let bits = pending;
  let count = held;
  while (marks !== 0) {
    const k = i32(ctz(marks));
    let run = k - next;
    if (run > 15) {
      pending = bits;
      held = count;
      for (; run > 15; run -= 16) writeCode(load<u32>(table, 0xf0 << 2));
      bits = pending;
      count = held;
    }
    const value = i32(load<i16>(block + (usize(load<u8>(ZIGZAG + usize(k))) << 1)));
    const size = 32 - clz(abs(value));
    const code = load<u32>(table + (usize((run << 4) | size) << 2));
    bits = (((bits << (code >> 16)) | (code & 0xffff)) << size) | ((value + (value >> 31)) & ((1 << size) - 1));
    count += (code >> 16) + u32(size);
    if (count >= 32) {
      pending = bits;
      held = count;
      writeWord();
      count = held;
    }
    next = k + 1;
    marks &= marks - 1;
  }
  pending = bits;
  held = count;
  if (next < 64) writeCode(load<u32>(table));
  return level;
}

function quantize(factors: usize): void {
  for (let at: usize = 0; at < 128; at += 16) {
    const values = v128.load(block + at);
    const low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(values)), v128.load(factors + at * 2));
    const high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(values)), v128.load(factors + at * 2, 16));
    v128.store(
      block + at,
      i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(f32x4.nearest(low)), i32x4.trunc_sat_f32x4_s(f32x4.nearest(high))),
    );
  }
}

/** One bit for every coefficient that is not 0, in zigzag order from the lowest bit: bytes of ones or zeros, put in that order. */
function nonzero(): u64 {
  const a = zeros(0), b = zeros(32), c = zeros(64), d = zeros(96);
  const part0 = i8x16.shuffle(
    i8x16.shuffle(a, b, 0, 8, 1, 2, 9, 16, 24, 17, 10, 3, 4, 11, 18, 25, 0, 0),
    i8x16.shuffle(c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8),
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 30, 31,
  );
  const part1 = i8x16.shuffle(
    i8x16.shuffle(a, b, 0, 26, 19, 12, 5, 6, 13, 20, 27, 0, 0, 0, 0, 0, 0, 0),
    i8x16.shuffle(c, d, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 9, 16, 24, 17, 10, 3),
    16, 1, 2, 3, 4, 5, 6, 7, 8, 25, 26, 27, 28, 29, 30, 31,
  );
  const part2 = i8x16.shuffle(
    i8x16.shuffle(a, b, 28, 21, 14, 7, 15, 22, 29, 0, 0, 0, 0, 0, 0, 0, 0, 30),
    i8x16.shuffle(c, d, 0, 0, 0, 0, 0, 0, 0, 4, 11, 18, 25, 26, 19, 12, 5, 0),
    0, 1, 2, 3, 4, 5, 6, 23, 24, 25, 26, 27, 28, 29, 30, 15,
  );
  const part3 = i8x16.shuffle(
    i8x16.shuffle(a, b, 23, 31, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    i8x16.shuffle(c, d, 0, 0, 6, 13, 20, 27, 28, 21, 14, 7, 15, 22, 29, 30, 23, 31),
    0, 1, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  );
  const low = u64(i8x16.bitmask(part0)) | (u64(i8x16.bitmask(part1)) << 16);
  return ~(low | (u64(i8x16.bitmask(part2)) << 32) | (u64(i8x16.bitmask(part3)) << 48));
}

/** A byte of ones for every one of 16 coefficients that is 0. */
// @ts-ignore: decorator
@inline
function zeros(at: usize): v128 {
  const none = i16x8.splat(0);
  return i8x16.narrow_i16x8_s(i16x8.eq(v128.load(block + at), none), i16x8.eq(v128.load(block + at, 16), none));
}

/** The code of `run` and the value's size, then the value. */
// @ts-ignore: decorator
@inline
function writeValue(table: usize, run: i32, value: i32): void {
  const size = 32 - clz(abs(value));
  const code = load<u32>(table + (usize(run | size) << 2));
  const bits = u32(value < 0 ? value - 1 : value) & ((1 << size) - 1);
  write(((code & 0xffff) << size) | bits, (code >> 16) + u32(size));
}

// @ts-ignore: decorator
@inline
function writeCode(code: u32): void {
  write(code & 0xffff, code >> 16);
}

/** Up to 32 bits. */
// @ts-ignore: decorator
@inline
function write(bits: u32, count: u32): void {
  pending = (pending << count) | bits;
  held += count;
  if (held >= 32) writeWord();
}

/** Four bytes at once, unless one of them is all ones, which a zero byte must follow. */
function writeWord(): void {
  const word = u32(pending >> (held - 32));
  const gaps = ~word;
  if (((gaps - 0x01010101) & ~gaps & 0x80808080) === 0) {
    store<u32>(out, bswap<u32>(word));
    out += 4;
    held -= 32;
    return;
  }
  for (let i = 0; i < 4; i++) writeByte();
}

function writeByte(): void {
  held -= 8;
  const byte = u8(pending >> held);
  store<u8>(out++, byte);
  if (byte === 0xff) store<u8>(out++, 0);
}
