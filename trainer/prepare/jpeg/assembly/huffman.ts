// Huffman codes as a DHT segment writes them: how many codes there are of each length 1 … 16, then their symbols in the codes' order.
// Source: ITU-T T.81, annexes C and F.

/** Codes of up to so many bits are found in one look. */
const QUICK: i32 = 10;
const QUICK_BYTES: usize = 2 << QUICK;

/** Offsets in a decoding table: quick u16[1024]: length << 8 | symbol, 0 for longer codes; then, by length: */
const LIMITS: usize = QUICK_BYTES; // i32[18]: first 16-bit code, left-aligned, that is too large for the length
const SHIFTS: usize = LIMITS + 18 * 4; // i32[18]: index of a code's symbol, less the code
const SYMBOLS: usize = SHIFTS + 18 * 4; // u8[256]
const TABLE_BYTES: usize = SYMBOLS + 256;

const decoding: usize = memory.data(8 * 2448, 16);

/** Address of one of the eight decoding tables. */
// @ts-ignore: decorator
@inline
export function decodingTable(slot: i32): usize {
  return decoding + usize(slot) * TABLE_BYTES;
}

/** Makes a decoding table of the 16 counts and `size` symbols at `counts`. Answers whether they are a code. */
export function setDecoder(slot: i32, counts: usize, size: i32): bool {
  const table = decodingTable(slot);
  memory.fill(table, 0, TABLE_BYTES);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = i32(load<u8>(counts + usize(length) - 1));
    if (index + count > size || index + count > 256 || code + count > 1 << length) return false;
    store<i32>(table + SHIFTS + (usize(length) << 2), index - code);
    for (let i = 0; i < count; i++) {
      const symbol = load<u8>(counts + 16 + usize(index));
      store<u8>(table + SYMBOLS + usize(index), symbol);
      if (length <= QUICK) fillQuick(table, code, length, symbol);
      code++;
      index++;
    }
    store<i32>(table + LIMITS + (usize(length) << 2), code << (16 - length));
    code <<= 1;
  }
  return true;
}

function fillQuick(table: usize, code: i32, length: i32, symbol: u8): void {
  const from = code << (QUICK - length);
  const entry = u16((length << 8) | i32(symbol));
  for (let i = 0; i < 1 << (QUICK - length); i++) store<u16>(table + (usize(from + i) << 1), entry);
}

/** Length << 8 | symbol of the code that the 64 bits begin with; 0: no code begins so. */
// @ts-ignore: decorator
@inline
export function findCode(table: usize, bits: u64): u32 {
  const quick = u32(load<u16>(table + (usize(bits >> (64 - QUICK)) << 1)));
  return quick !== 0 ? quick : findLongCode(table, bits);
}

function findLongCode(table: usize, bits: u64): u32 {
  const code = i32(bits >> 48);
  for (let length = QUICK + 1; length <= 16; length++) {
    if (code >= load<i32>(table + LIMITS + (usize(length) << 2))) continue;
    const index = (code >> (16 - length)) + load<i32>(table + SHIFTS + (usize(length) << 2));
    return (u32(length) << 8) | u32(load<u8>(table + SYMBOLS + usize(index & 255)));
  }
  return 0;
}

/** Encoding tables, u32[256] each: length << 16 | code, by symbol. */
const encoding: usize = memory.data(4 * 1024, 16);

// @ts-ignore: decorator
@inline
export function encodingTable(slot: i32): usize {
  return encoding + (usize(slot) << 10);
}

/** Makes an encoding table of 16 counts and their symbols. */
export function setEncoder(slot: i32, counts: usize): void {
  let code = 0;
  let symbol = counts + 16;
  for (let length = 1; length <= 16; length++) {
    for (let left = load<u8>(counts + usize(length) - 1); left > 0; left--) {
      store<u32>(encodingTable(slot) + (usize(load<u8>(symbol)) << 2), u32((length << 16) | code));
      symbol++;
      code++;
    }
    code <<= 1;
  }
}
