import stringWidth from 'string-width';
import type { Colors } from './style.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows under their titles, columns two spaces apart, numbers to the right. Widths count terminal cells, so any script lines up. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], colors: Colors): string[] {
  const widths = columns.map((column, i) =>
    Math.max(stringWidth(column.title), ...rows.map((row) => stringWidth(row[i] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map((column, i) => padded(cells[i] ?? '', widths[i]!, column.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return [colors.dim(line(columns.map((column) => column.title))), ...rows.map(line)];
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(width - stringWidth(text));
  return align === 'left' ? text + space : space + text;
}
