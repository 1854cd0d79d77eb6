import type { Random } from '../../core/random.ts';

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const PIECES: readonly (string | Buffer)[] = [
  ...['"', '""', ',', ',,,,', '\n', '\r', '\r\n', '\n\n', '\0', '\t', ';', "'", '\u2028', '\uFEFF', '👕', '=1+1', '…'],
  ...[[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0xfe, 0xff], [0x80], [0x1a]].map((bytes) =>
    Buffer.from(bytes),
  ),
];

const NAMES = ['__proto__', 'constructor', 'image', 'print', '', ' print', 'PRINT', '"pri""nt"', 'toString', 'é'];

/** The bytes of a dataframe with one to five things wrong in them. */
export function mutatedCsv(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes;
  for (let times = 1 + random.index(5); times > 0; times--) mutated = pick(MUTATIONS, random)(mutated, random);
  return mutated;
}

const otherByte: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[random.index(changed.length)] = random.index(256);
  return changed;
};

const piece: Mutation = (bytes, random) =>
  spliced(bytes, random.index(bytes.length + 1), random.index(10), Buffer.from(pick(PIECES, random)));

const manyPieces: Mutation = (bytes, random) =>
  spliced(
    bytes,
    random.index(bytes.length + 1),
    0,
    Buffer.concat(Array<Buffer>(2 ** random.index(12)).fill(Buffer.from(pick(PIECES, random)))),
  );

const cutOff: Mutation = (bytes, random) => bytes.subarray(0, random.index(bytes.length + 1));

const twice: Mutation = (bytes, random) => {
  const from = random.index(bytes.length + 1);
  return spliced(bytes, from, 0, bytes.subarray(from, from + random.index(400)));
};

const otherHeader: Mutation = (bytes, random) => {
  const names = Array.from({ length: 1 + random.index(7) }, () => pick(NAMES, random));
  return Buffer.concat([Buffer.from(names.join(',')), bytes.subarray(Math.max(0, bytes.indexOf('\n')))]);
};

const manyColumns: Mutation = (bytes, random) => {
  const columns = 2 ** random.index(14);
  const lines = bytes.toString('latin1').split('\n').slice(0, 20);
  return Buffer.from(lines.map((line, row) => line + (row === 0 ? ',c' : ',x').repeat(columns)).join('\n'), 'latin1');
};

const longCell: Mutation = (bytes, random) =>
  spliced(
    bytes,
    random.index(bytes.length + 1),
    0,
    Buffer.alloc(2 ** random.index(21), pick(['a', '"', ',', '😀'], random)),
  );

const manyRows: Mutation = (bytes, random) => {
  const from = bytes.indexOf('\n') + 1;
  return Buffer.concat([bytes, ...Array<Buffer>(2 ** random.index(6)).fill(bytes.subarray(from))]);
};

const manyValues: Mutation = (bytes, random) => {
  const rows = Array.from({ length: 2 ** random.index(13) }, (_, row) => `${row}.jpg,v${row},v${row % 300},v${row},\n`);
  return Buffer.concat([bytes, Buffer.from(rows.join(''))]);
};

const otherLineEnds: Mutation = (bytes, random) =>
  Buffer.from(bytes.toString('latin1').replaceAll('\n', pick(['\r\n', '\r', '\n\r', '\n\n'], random)), 'latin1');

const otherEncoding: Mutation = (bytes, random) => {
  const text = bytes.toString('utf8');
  const wide = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return pick([wide, wide.subarray(2), Buffer.from(wide).swap16(), Buffer.from(`\uFEFF${text}`)], random);
};

const otherFormat: Mutation = (bytes, random) =>
  Buffer.concat([
    Buffer.from(pick(['PAR1', 'PARE', 'PK\x03\x04', '\x89PNG', '\x1f\x8b', '%PDF'], random), 'latin1'),
    bytes,
    Buffer.from('PAR1'),
  ]);

/** Those that make files long are drawn seldom: they take most of the time. */
const MUTATIONS: readonly Mutation[] = [
  ...Array<Mutation[]>(4).fill([otherByte, otherByte, piece, piece, piece, cutOff, twice, otherHeader]),
  ...[
    [manyPieces, manyColumns, longCell, manyRows, manyValues, otherLineEnds, otherLineEnds, otherEncoding, otherFormat],
  ],
].flat();

const spliced = (bytes: Buffer, at: number, length: number, inserted: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + length)]);

const pick = <T>(values: readonly T[], random: Random): T => values[random.index(values.length)] as T;
