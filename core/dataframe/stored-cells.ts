import { CellColumn, type Codes } from './cell-column.ts';
import type { Column, DataframeIndex } from './dataframe.ts';
import type { IndexedCells } from './indexed-cells.ts';
import type { TextParts } from './text-list.ts';

/** Says what the bytes are, and by its last digit how they are laid out. */
const SIGNATURE = Buffer.from('MTCELLS1');
/** The signature, and the length of the description. */
const HEAD = SIGNATURE.length + 4;
/** No description is longer. */
const MAX_DESCRIPTION = 256 * 1024 * 1024;

const CODES = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/** All but the arrays, which follow in the order in which they are named: per column codes, places of texts, chunks of texts. */
interface Description {
  /** What the reader must expect, such as the version of the file that was indexed. */
  readonly of: string;
  readonly index: Omit<DataframeIndex, 'columns'> & { readonly columns: readonly StoredColumn[] };
  readonly ragged: readonly number[];
  readonly cells: readonly StoredCells[];
}

type StoredColumn = Omit<Column, 'values'> & { readonly values: readonly (readonly [string, Column['empty']])[] };

interface StoredCells {
  readonly name: string;
  readonly length: number;
  readonly bytesPerCode: keyof typeof CODES;
  readonly texts: number;
  /** Bytes of each. */
  readonly chunks: readonly number[];
}

/** The bytes that store an index with its cells, piece by piece; they are those of its arrays, which are not copied. */
export function* storedBytes({ index, cells, ragged }: IndexedCells, of: string): Generator<Uint8Array> {
  const columns = [...cells].map(([name, column]) => ({ name, ...column.parts }));
  const description: Description = {
    of,
    index: { ...index, columns: index.columns.map((column) => ({ ...column, values: [...column.values] })) },
    ragged,
    cells: columns.map(({ name, codes, texts }) => ({
      name,
      length: codes.length,
      bytesPerCode: codes.BYTES_PER_ELEMENT as StoredCells['bytesPerCode'],
      texts: texts.places.length / 2,
      chunks: texts.chunks.map(({ length }) => length),
    })),
  };
  const text = Buffer.from(JSON.stringify(description));
  const head = Buffer.alloc(HEAD);
  SIGNATURE.copy(head);
  head.writeUInt32LE(text.length, SIGNATURE.length);
  yield head;
  yield text;
  for (const { codes, texts } of columns) {
    yield bytesOf(codes);
    yield bytesOf(texts.places);
    yield* texts.chunks;
  }
}

/** Fills an array with the next bytes; returns whether there were enough. */
export type ReadBytes = (into: Uint8Array) => Promise<boolean>;

/** What was stored as `of`; undefined: it is something else, or not whole. */
export async function loadCells(read: ReadBytes, of: string): Promise<IndexedCells | undefined> {
  const description = await loadDescription(read);
  if (description?.of !== of) return undefined;
  const index: DataframeIndex = {
    ...description.index,
    columns: description.index.columns.map((column) => ({ ...column, values: new Map(column.values) })),
  };
  const cells = new Map<string, CellColumn>();
  for (const stored of description.cells) {
    const column = index.columns.find(({ name }) => name === stored.name);
    const parts = await loadParts(read, stored);
    if (!column || !parts) return undefined;
    cells.set(stored.name, CellColumn.of([...column.values.keys()], parts));
  }
  return { index, cells, ragged: description.ragged };
}

async function loadDescription(read: ReadBytes): Promise<Description | undefined> {
  const head = Buffer.alloc(HEAD);
  if (!(await read(head)) || !head.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  const length = head.readUInt32LE(SIGNATURE.length);
  if (length > MAX_DESCRIPTION) return undefined;
  const text = Buffer.alloc(length);
  return (await read(text)) ? (JSON.parse(text.toString()) as Description) : undefined;
}

async function loadParts(
  read: ReadBytes,
  { length, bytesPerCode, texts, chunks }: StoredCells,
): Promise<{ codes: Codes; texts: TextParts } | undefined> {
  const codes = new CODES[bytesPerCode](length);
  const places = new Uint32Array(2 * texts);
  const buffers = chunks.map((size) => Buffer.allocUnsafeSlow(size));
  for (const array of [codes, places, ...buffers]) if (!(await read(bytesOf(array)))) return undefined;
  return { codes, texts: { chunks: buffers, places } };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Codes): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
