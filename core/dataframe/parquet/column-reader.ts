import type { ColumnMetaData, SchemaTree } from 'hyparquet';
import { assembleLists, assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { isFlatColumn } from 'hyparquet/src/schema.js';
import { cellText, isText, jsonText } from './cell-text.ts';
import { leafOf } from './decode-page.ts';
import { damaged } from './fault.ts';
import type { Footer, ParquetColumn } from './footer.ts';
import { nestedText } from './nested-text.ts';
import { type Page, readPages } from './pages.ts';
import type { RandomFile } from './random-file.ts';

/** The cells of one column of one row group, in pieces of any length. */
export type CellPieces = AsyncGenerator<readonly string[], void, undefined>;

/** Stands in every cell of a column that is too large to be read: nobody names one as path or label. */
export const NOT_READ = '…';

/** A list or structure is put together for a whole row group, which is held in memory … */
const MAX_NESTED_BYTES = 32 * 1024 * 1024;
/** … where each value takes at least so many bytes, while equal ones may take none of the file. */
const BYTES_PER_VALUE = 8;
/** Bytes without the name of text that are longer than this on average are images or the like. */
const MAX_BINARY_CELL_BYTES = 1024;

/** Whether a column's cells are read. One rule for the whole file, so that a column does not change from row group to row group. */
export function isRead({ leaves, schema }: ParquetColumn, column: number, { groups, rows }: Footer): boolean {
  const bytes = groups.map(({ chunks }) => bytesOf(chunks[column] ?? []));
  if (leaves.length !== 1 || leaves[0]?.length !== 1) {
    const isVariant = schema.element.logical_type?.type === 'VARIANT';
    return !isVariant && Math.max(0, ...bytes) <= MAX_NESTED_BYTES;
  }
  const isBinary = schema.element.type === 'BYTE_ARRAY' && !isText(schema.element);
  return !isBinary || bytes.reduce((total, each) => total + each, 0) <= MAX_BINARY_CELL_BYTES * rows;
}

const bytesOf = (chunks: readonly ColumnMetaData[]) =>
  chunks.reduce(
    (total, { total_uncompressed_size: stored, num_values: values }) =>
      total + Math.max(Number(stored), Number(values) * BYTES_PER_VALUE),
    0,
  );

/** The cells of one column of one row group; null is an empty cell. Throws ParquetFault, and what hyparquet throws at damaged bytes. */
export function readCells(
  file: RandomFile,
  chunks: readonly ColumnMetaData[],
  column: ParquetColumn,
  root: SchemaTree,
): CellPieces {
  const path = column.leaves[0] as readonly SchemaTree[];
  return isFlatColumn([root, ...path])
    ? flatCells(file, chunks[0] as ColumnMetaData, path, root)
    : nestedCells(file, chunks, column, root);
}

async function* flatCells(file: RandomFile, chunk: ColumnMetaData, path: readonly SchemaTree[], root: SchemaTree) {
  const leaf = leafOf(path, root, chunk);
  for await (const page of readPages(file, chunk, leaf, cellText(leaf.decoder.element))) {
    yield page.definitionLevels.length === 0 ? page.values : withEmptyCells(page, leaf.maxDefinition);
  }
}

function withEmptyCells({ values, definitionLevels }: Page<string>, defined: number): string[] {
  let next = 0;
  const cells = definitionLevels.map((level) => (level === defined ? (values[next++] ?? '') : ''));
  if (next !== values.length) throw damaged('a page contradicts itself');
  return cells;
}

async function* nestedCells(
  file: RandomFile,
  chunks: readonly ColumnMetaData[],
  { schema, leaves }: ParquetColumn,
  root: SchemaTree,
): CellPieces {
  const parts = new Map<string, unknown[]>();
  for (const [index, path] of leaves.entries()) {
    const leaf = leafOf(path, root, chunks[index] as ColumnMetaData);
    const assembled: unknown[] = [];
    for await (const page of readPages(file, chunks[index] as ColumnMetaData, leaf, jsonText(leaf.decoder.element))) {
      const { definitionLevels, repetitionLevels, values } = page;
      const output = assembleLists(
        assembled,
        [...definitionLevels],
        [...repetitionLevels],
        [...values],
        leaf.decoder.schemaPath,
      );
      // Without levels the values are handed back as they are.
      if (output !== assembled) for (const value of output) assembled.push(value);
    }
    parts.set((path.at(-1) as SchemaTree).path.join('.'), assembled);
  }
  assembleNested(parts, schema, DEFAULT_PARSERS);
  const values = parts.get(schema.path.join('.'));
  if (!values) throw damaged('a list or structure cannot be put together');
  yield values.map(nestedText);
}
