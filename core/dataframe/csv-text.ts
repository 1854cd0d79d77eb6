/** Rows as CSV (RFC 4180) with LF line ends; cells are quoted where they must be. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(writtenCell).join(',')}\n`).join('');
}

/** The text as a CSV cell writes it: quoted where it must be. */
export function writtenCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
