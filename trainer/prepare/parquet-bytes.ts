import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Column, Table } from './table.ts';

/** A dataframe as a Parquet file that pandas reads back with the types of its own to_parquet: text as string, lists of integers as list<int64>. */
export function parquetBytes(table: Table): Uint8Array {
  const bytes = parquetWriteBuffer({
    columnData: table.map((column) => ({ name: column.name, data: valuesOf(column) })),
    schema: [{ name: 'schema', num_children: table.length }, ...table.flatMap(elementsOf)],
    createdBy: 'multitask-vision',
  });
  return new Uint8Array(bytes);
}

/** Source: Parquet's logical types, "Lists" and "Strings". */
function elementsOf({ name, type }: Column): SchemaElement[] {
  if (type === 'text') {
    return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }];
  }
  return [
    { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'INT64', repetition_type: 'OPTIONAL' },
  ];
}

function valuesOf(column: Column): unknown[] {
  return column.type === 'text' ? [...column.values] : column.values.map((list) => list.map(BigInt));
}
