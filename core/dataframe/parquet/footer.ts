import { type ColumnMetaData, type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet';
import { bytes, count } from '../../words.ts';
import { damaged, encrypted, ParquetFault, unsupported } from './fault.ts';
import type { RandomFile } from './random-file.ts';
import { structureEnd } from './thrift.ts';

/** What a Parquet file says of itself, made sure of before anything else is believed. */
export interface Footer {
  readonly root: SchemaTree;
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly RowGroup[];
  readonly rows: number;
}

/** A column of the dataframe; a list or a structure has leaves of its own in the file. */
export interface ParquetColumn {
  readonly name: string;
  readonly schema: SchemaTree;
  /** From the root to the leaf, for each leaf. */
  readonly leaves: readonly (readonly SchemaTree[])[];
}

export interface RowGroup {
  readonly rows: number;
  /** Per column in order, per leaf in order. */
  readonly chunks: readonly (readonly ColumnMetaData[])[];
}

const MAX_FOOTER = 16 * 1024 * 1024;
const MAX_SCHEMA_ELEMENTS = 10_000;
const MAX_SCHEMA_DEPTH = 16;
/** As many as a check holds in the memory that Node takes; a file of a few kilobytes may have any number. */
const MAX_ROWS = 5_000_000;
const MAX_CELLS = 1_000_000_000;

/** After the footer: its length in four bytes, and `PAR1`. */
const TAIL = 8;

/** The footer of a file that starts as a Parquet file does. Throws ParquetFault. */
export async function readFooter(file: RandomFile): Promise<Footer> {
  if (file.size < 4 + TAIL) throw damaged('it is cut off');
  const tail = Buffer.from(await file.read(file.size - TAIL, file.size));
  const mark = tail.toString('latin1', 4);
  if (mark === 'PARE') throw encrypted();
  if (mark !== 'PAR1') throw damaged('it does not end as one, so it is cut off or was not written to its end');
  const length = tail.readUInt32LE(0);
  if (length > file.size - TAIL) throw damaged('its footer is longer than the file');
  if (length > MAX_FOOTER)
    throw unsupported(`describes itself in ${bytes(length)}; at most ${bytes(MAX_FOOTER)} are read`);
  const footer = await file.read(file.size - TAIL - length, file.size);
  if ((structureEnd(footer, 0) ?? footer.length) > length) throw damaged('its footer is cut off');
  try {
    return described(parquetMetadata(footer, { geoparquet: false }));
  } catch (error) {
    // Anything else is thrown at bytes that make no sense.
    throw error instanceof ParquetFault ? error : damaged('its footer cannot be understood');
  }
}

function described(metadata: FileMetaData): Footer {
  checkSchema(metadata.schema);
  const root = parquetSchema(metadata);
  const columns = root.children.map(columnOf);
  const leaves = columns.reduce((sum, column) => sum + column.leaves.length, 0);
  const groups = metadata.row_groups.map((group) => {
    const rows = Number(group.num_rows);
    if (!(rows >= 0) || group.columns.length !== leaves) throw damaged('its footer contradicts itself');
    const chunks = group.columns.map(({ meta_data, crypto_metadata, encrypted_column_metadata, file_path }) => {
      if (crypto_metadata || encrypted_column_metadata) throw encrypted();
      if (file_path) throw unsupported('keeps its columns in other files');
      if (!meta_data) throw damaged('its footer contradicts itself');
      return meta_data;
    });
    return { rows, chunks: byColumn(chunks, columns) };
  });
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows !== Number(metadata.num_rows)) throw damaged('its footer contradicts itself');
  if (rows > MAX_ROWS) throw unsupported(`claims ${count(rows)} rows; at most ${count(MAX_ROWS)} are read`);
  if (rows * leaves > MAX_CELLS)
    throw unsupported(`claims ${count(rows * leaves)} cells; at most ${count(MAX_CELLS)} are read`);
  return { root, columns, groups, rows };
}

/** The elements must be a tree in the order of its branches, of a size that may be walked without fear. */
function checkSchema(schema: FileMetaData['schema']): void {
  if (schema.length > MAX_SCHEMA_ELEMENTS) {
    throw unsupported(`has ${count(schema.length)} columns; at most ${count(MAX_SCHEMA_ELEMENTS)} are read`);
  }
  const missing: number[] = [1];
  for (const { name, num_children: children = 0, type } of schema) {
    while (missing.at(-1) === 0) missing.pop();
    const depth = missing.length;
    if (
      typeof name !== 'string' ||
      depth === 0 ||
      children < 0 ||
      (children === 0 && type === undefined && depth > 1)
    ) {
      throw damaged('its columns are not described as they should be');
    }
    if (depth > MAX_SCHEMA_DEPTH) throw unsupported('nests its columns too deeply');
    missing[depth - 1] = (missing[depth - 1] as number) - 1;
    if (children > 0) missing.push(children);
  }
  if (missing.some((children) => children > 0)) throw damaged('its columns are not described as they should be');
}

function columnOf(schema: SchemaTree): ParquetColumn {
  return { name: schema.element.name, schema, leaves: leavesOf([schema]) };
}

function leavesOf(path: readonly SchemaTree[]): (readonly SchemaTree[])[] {
  const { children } = path.at(-1) as SchemaTree;
  return children.length === 0 ? [path] : children.flatMap((child) => leavesOf([...path, child]));
}

function byColumn<T>(chunks: readonly T[], columns: readonly ParquetColumn[]): T[][] {
  let next = 0;
  return columns.map(({ leaves }) => {
    next += leaves.length;
    return chunks.slice(next - leaves.length, next);
  });
}
