/** How one component of a JPEG is stored. */
export interface JpegComponent {
  /** Blocks of one MCU across and down. */
  readonly across: number;
  readonly down: number;
  /** u16[64] in zigzag order. */
  readonly quanta: Uint16Array;
  /** Numbers of its decoding tables. */
  readonly dc: number;
  readonly ac: number;
}

/** A Huffman table as the file has it: 16 counts, then symbols. */
export interface JpegHuffman {
  /** 0 … 3 for DC, 4 … 7 for AC. */
  readonly slot: number;
  /** Where it begins in the file. */
  readonly at: number;
  /** How many symbols there are. */
  readonly symbols: number;
}

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Y, Cb, Cr. */
  readonly components: readonly [JpegComponent, JpegComponent, JpegComponent];
  readonly huffman: readonly JpegHuffman[];
  /** Where the entropy-coded data begins. */
  readonly data: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly { id: number; across: number; down: number; quanta: number }[];
}

const [SOF0, SOF1, DHT, SOS, DQT, DRI] = [0xc0, 0xc1, 0xc4, 0xda, 0xdb, 0xdd];
const [APP0, APP2, APP14, APP15, COM] = [0xe0, 0xe2, 0xee, 0xef, 0xfe];

/**
 * The header of the JPEG that nearly everyone writes: baseline, 8 bits, YCbCr in one scan, chroma as fine as luma or half as fine, no colour
 * profile. undefined for all others, and for files that are damaged there. Source: ITU-T T.81, annex B; JFIF 1.02.
 */
export function readJpegHeader(file: Uint8Array): JpegHeader | undefined {
  if (file[0] !== 0xff || file[1] !== 0xd8) return undefined;
  const quanta = new Map<number, Uint16Array>();
  const huffman = new Map<number, JpegHuffman>();
  let frame: Frame | undefined;
  for (let at = 2; ; ) {
    const [mark, code] = [file[at], file[at + 1]];
    const length = u16(file, at + 2);
    const [begin, end] = [at + 4, at + 2 + length];
    if (mark !== 0xff || code === undefined || length < 2 || end > file.length) return undefined;
    if (code === SOS) return frame && headerOf(file, begin, end, frame, quanta, huffman);
    if (code === SOF0 || code === SOF1) {
      if (frame !== undefined) return undefined;
      frame = readFrame(file, begin, end);
      if (frame === undefined) return undefined;
    } else if (code === DQT) {
      if (!readQuanta(file, begin, end, quanta)) return undefined;
    } else if (code === DHT) {
      if (!readHuffman(file, begin, end, huffman)) return undefined;
    } else if (!isHarmless(file, code, begin, end)) return undefined;
    at = end;
  }
}

/** Segments that change nothing about the pixels, or say what is so anyway. */
function isHarmless(file: Uint8Array, code: number, begin: number, end: number): boolean {
  // Where there are restarts; after each 0 MCUs, which is never.
  if (code === DRI) return u16(file, begin) === 0;
  // Adobe's, in which 1 means YCbCr.
  if (code === APP14) return end - begin < 12 || file[begin + 11] === 1;
  // A profile would have to be applied.
  if (code === APP2) return !startsWith(file, begin, 'ICC_PROFILE');
  return (code >= APP0! && code <= APP15!) || code === COM;
}

function readQuanta(file: Uint8Array, begin: number, end: number, quanta: Map<number, Uint16Array>): boolean {
  let at = begin;
  while (at < end) {
    const [wide, id] = [file[at]! >> 4, file[at]! & 15];
    const size = wide === 0 ? 1 : 2;
    if (wide > 1 || id > 3 || at + 1 + 64 * size > end) return false;
    const from = at + 1;
    const table = new Uint16Array(64);
    for (let k = 0; k < 64; k++) table[k] = wide === 0 ? file[from + k]! : u16(file, from + 2 * k);
    quanta.set(id, table);
    at = from + 64 * size;
  }
  return true;
}

function readHuffman(file: Uint8Array, begin: number, end: number, huffman: Map<number, JpegHuffman>): boolean {
  let at = begin;
  while (at < end) {
    const [kind, id] = [file[at]! >> 4, file[at]! & 15];
    let symbols = 0;
    for (let length = 1; length <= 16; length++) symbols += file[at + length] ?? 0;
    if (kind > 1 || id > 3 || symbols > 256 || at + 17 + symbols > end) return false;
    const slot = kind * 4 + id;
    huffman.set(slot, { slot, at: at + 1, symbols });
    at += 17 + symbols;
  }
  return true;
}

function readFrame(file: Uint8Array, begin: number, end: number): Frame | undefined {
  if (end - begin !== 15 || file[begin] !== 8 || file[begin + 5] !== 3) return undefined;
  const components = [0, 1, 2].map((index) => {
    const at = begin + 6 + 3 * index;
    return { id: file[at]!, across: file[at + 1]! >> 4, down: file[at + 1]! & 15, quanta: file[at + 2]! };
  });
  const [luma, blue, red] = components as [(typeof components)[0], (typeof components)[0], (typeof components)[0]];
  const isColour = luma.id === 1 && blue.id === 2 && red.id === 3;
  const isHalf = [luma.across, luma.down].every((blocks) => blocks === 1 || blocks === 2);
  const isWhole = [blue, red].every(({ across, down }) => across === 1 && down === 1);
  const [height, width] = [u16(file, begin + 1), u16(file, begin + 3)];
  return isColour && isHalf && isWhole && width > 0 && height > 0 ? { width, height, components } : undefined;
}

function headerOf(
  ...[file, begin, end, frame, quanta, huffman]: [
    ...[file: Uint8Array, begin: number, end: number, frame: Frame],
    ...[quanta: ReadonlyMap<number, Uint16Array>, huffman: ReadonlyMap<number, JpegHuffman>],
  ]
): JpegHeader | undefined {
  // Three components, and all of all coefficients at once.
  if (end - begin !== 10 || file[begin] !== 3 || file[begin + 7] !== 0 || file[begin + 8] !== 63) return undefined;
  if (file[begin + 9] !== 0) return undefined;
  const components = frame.components.flatMap(({ id, across, down, quanta: quantum }, index): JpegComponent[] => {
    const [scanned, tables] = [file[begin + 1 + 2 * index]!, file[begin + 2 + 2 * index]!];
    const [dc, ac] = [tables >> 4, 4 + (tables & 15)];
    const table = quanta.get(quantum);
    return scanned === id && table && huffman.has(dc) && huffman.has(ac)
      ? [{ across, down, quanta: table, dc, ac }]
      : [];
  });
  const [luma, blue, red] = components;
  if (!luma || !blue || !red) return undefined;
  return { ...frame, components: [luma, blue, red], huffman: [...huffman.values()], data: end };
}

const u16 = (file: Uint8Array, at: number): number => (file[at]! << 8) | file[at + 1]!;

function startsWith(file: Uint8Array, at: number, text: string): boolean {
  return (
    Buffer.from(file.buffer, file.byteOffset + at, Math.min(text.length, file.length - at)).toString('latin1') === text
  );
}
