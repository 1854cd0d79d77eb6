import type { Column, Table } from './table.ts';

/**
 * A dataframe as pandas' to_csv(index=False) writes it: a header, LF after every line, quotes only where a cell needs them, nothing for null, a
 * list as Python prints it.
 */
export function csvText(table: Table): string {
  const cells = table.map(cellsOf);
  const rows = Array.from({ length: cells[0]?.length ?? 0 }, (_, row) => cells.map((column) => column[row]!));
  return [table.map(({ name }) => quoted(name)), ...rows].map((row) => `${row.join(',')}\n`).join('');
}

function cellsOf(column: Column): string[] {
  return column.type === 'text'
    ? column.values.map((value) => (value === null ? '' : quoted(value)))
    : column.values.map((list) => quoted(`[${list.join(', ')}]`));
}

/** Source: Python's csv module, QUOTE_MINIMAL. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
