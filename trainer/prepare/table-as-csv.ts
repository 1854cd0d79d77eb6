import { csvText } from '../../core/dataframe/csv-text.ts';
import type { Column, Table } from './table.ts';

/** A dataframe as pandas' to_csv(index=False) writes it: a header, nothing for null, a list as Python prints it. */
export function tableAsCsv(table: Table): string {
  const cells = table.map(cellsOf);
  const rows = Array.from({ length: cells[0]?.length ?? 0 }, (_, row) => cells.map((column) => column[row]!));
  return csvText([table.map(({ name }) => name), ...rows]);
}

function cellsOf(column: Column): string[] {
  return column.type === 'text'
    ? column.values.map((value) => value ?? '')
    : column.values.map((list) => `[${list.join(', ')}]`);
}
