// From the entropy-coded data of a baseline JPEG to the pixels of its components, as far as they are wanted.
import { decodingTable, findCode } from './huffman';
import { inverse } from './transform';
import { ZIGZAG } from './zigzag';

/**
 * Takes the stuffing out of entropy-coded data and stores it as 32-bit words whose first bit is the highest, with 16 zero bytes behind. Answers
 * the number of bytes; −1 if the data ends in anything but the end of the image.
 */
export function unstuff(from: usize, end: usize, words: usize): i32 {
  let out = words;
  let at = from;
  for (;;) {
    const stuffing = i8x16.splat(-1);
    while (at + 16 <= end) {
      const bytes = v128.load(at);
      if (v128.any_true(i8x16.eq(bytes, stuffing))) break;
      v128.store(out, bytes);
      at += 16;
      out += 16;
    }
    if (at + 1 >= end) return -1;
    // Up to the next byte of ones, and over it.
    while (at + 1 < end && load<u8>(at) !== 0xff) store<u8>(out++, load<u8>(at++));
    if (at + 1 >= end) return -1;
    const next = load<u8>(at + 1);
    if (next === 0xd9) break;
    if (next !== 0) return -1;
    store<u8>(out++, 0xff);
    at += 2;
  }
  memory.fill(out, 0, 32);
  for (let word = words; word < out; word += 16) {
    const bytes = v128.load(word);
    v128.store(word, i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
  return i32(out - words);
}

/** What decode() is told of each component, as i32: */
const PER_COMPONENT: usize = 32;
const components: usize = memory.data(96, 16);
const ACROSS: usize = 0; // blocks of one MCU across
const DOWN: usize = 4; // and down
const DC: usize = 8; // slots of its decoding tables
const AC: usize = 12;
const QUANTUM: usize = 16; // address of its quantization table, u16[64], zigzag
const PLANE: usize = 20; // address of its pixels
const STRIDE: usize = 24; // bytes from one row of them to the next
const LEVEL: usize = 28; // the last block's DC

export function setComponent(
  index: i32, across: i32, down: i32, dc: i32, ac: i32, quantum: usize, plane: usize, stride: i32,
): void {
  const component = components + usize(index) * PER_COMPONENT;
  store<i32>(component, across, ACROSS);
  store<i32>(component, down, DOWN);
  store<i32>(component, dc, DC);
  store<i32>(component, ac, AC);
  store<i32>(component, i32(quantum), QUANTUM);
  store<i32>(component, i32(plane), PLANE);
  store<i32>(component, stride, STRIDE);
  store<i32>(component, 0, LEVEL);
}

const block: usize = memory.data(128, 16);

let words: usize = 0;
/** Bits read. */
let position: u32 = 0;
let damaged: bool = false;

/** At least 33 bits of the data, from the highest on. */
// @ts-ignore: decorator
@inline
function look(data: usize, at: u32): u64 {
  return rotl<u64>(load<u64>(data + (usize(at >> 5) << 2)), 32) << (at & 31);
}

/**
 * Decodes the MCUs of rows `top` to `bottom` and columns `left` to `right` (exclusive) into the planes, whose first pixels are theirs; `columns` is
 * how many the image has. Answers whether the data, `size` bytes of it, is sound as far as it was read.
 */
export function decode(
  data: usize, size: i32, columns: i32, left: i32, right: i32, top: i32, bottom: i32,
): bool {
  words = data;
  position = 0;
  damaged = false;
  const end = u32(size) << 3;
  for (let y = 0; y < bottom; y++) {
    const last = y === bottom - 1 ? right : columns;
    for (let x = 0; x < last; x++) {
      decodeUnit(x - left, y - top, y >= top && x >= left && x < right);
      if (damaged || position > end) return false;
    }
  }
  return true;
}

function decodeUnit(x: i32, y: i32, wanted: bool): void {
  for (let component = components; component < components + 3 * PER_COMPONENT; component += PER_COMPONENT) {
    const across = load<i32>(component, ACROSS);
    const down = load<i32>(component, DOWN);
    const stride = load<i32>(component, STRIDE);
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++) {
        const plain = decodeBlock(component, wanted);
        if (!wanted) continue;
        const pixels = usize(load<i32>(component, PLANE) + (y * down + row) * 8 * stride + (x * across + column) * 8);
        if (plain) flat(pixels, stride);
        else inverse(block, pixels, usize(stride));
      }
    }
  }
}

/** A block that is of one colour. */
function flat(pixels: usize, stride: i32): void {
  const level = ((i32(load<i16>(block)) + 4) >> 3) + 128;
  const eight = u64(min(255, max(0, level))) * 0x0101010101010101;
  for (let y = 0; y < 8; y++) store<u64>(pixels + usize(y * stride), eight);
}

/** Reads a block; where it is wanted, into `block`. Answers whether it is of one colour. */
function decodeBlock(component: usize, wanted: bool): bool {
  const quantum = usize(load<i32>(component, QUANTUM));
  const first = readLevel(component);
  if (wanted) {
    const zero = i64x2.splat(0);
    for (let row: usize = 0; row < 128; row += 16) v128.store(block + row, zero);
    store<i16>(block, i16(first * i32(load<u16>(quantum))));
  }
  const table = decodingTable(load<i32>(component, AC));
  // Locals stay in registers.
  const data = words;
  let at = position;
  let plain = true;
  for (let k = 1; k < 64; ) {
    const bits = look(data, at);
    const found = findCode(table, bits);
    if (found === 0) {
      damaged = true;
      break;
    }
    const length = found >> 8;
    const size = found & 15;
    const run = i32((found >> 4) & 15);
    at += length + size;
    if (size === 0) {
      if (run !== 15) break;
      k += 16;
      continue;
    }
    k += run;
    if (k > 63) {
      damaged = true;
      break;
    }
    plain = false;
    if (wanted) {
      const value = signed(u32((bits << length) >> (64 - size)), size) * i32(load<u16>(quantum + (usize(k) << 1)));
      store<i16>(block + (usize(load<u8>(ZIGZAG + usize(k))) << 1), i16(value));
    }
    k++;
  }
  position = at;
  return plain;
}

function readLevel(component: usize): i32 {
  const bits = look(words, position);
  const found = findCode(decodingTable(load<i32>(component, DC)), bits);
  const length = found >> 8;
  const size = found & 255;
  if (found === 0 || size > 11) {
    damaged = true;
    return 0;
  }
  position += length + size;
  let level = load<i32>(component, LEVEL);
  if (size > 0) level += signed(u32((bits << length) >> (64 - size)), size);
  store<i32>(component, level, LEVEL);
  return level;
}

/** Magnitudes below half of their range stand for negative numbers (T.81, F.2.2.1). */
// @ts-ignore: decorator
@inline
function signed(bits: u32, size: u32): i32 {
  return bits < 1 << (size - 1) ? i32(bits) - (1 << size) + 1 : i32(bits);
}
