import type { Position } from '../../schemas/types/finding.ts';
import type { FoundCell } from './find-cells.ts';
import type { ReadOptions } from './read-text.ts';
import { type PlacedRow, type RowVisitor, visitRows } from './visit-rows.ts';

/** A cell, and the name of its column. */
export interface NamedCell extends FoundCell {
  readonly column: string;
}

/** The cell of a CSV file that is written at the position, or ends there. Throws only the signal's reason. */
export async function cellAt(
  file: string,
  position: Position,
  options: ReadOptions = {},
): Promise<NamedCell | undefined> {
  return (await visitRows(file, () => new CellAt(position), options)).found;
}

class CellAt implements RowVisitor {
  found: NamedCell | undefined;
  readonly #position: Position;
  #columns: readonly string[] = [];

  constructor(position: Position) {
    this.#position = position;
  }

  visit(row: PlacedRow): boolean {
    if (row.row === 0) this.#columns = Array.from({ length: row.columns }, (_, column) => row.text(column));
    if (row.lastLine < this.#position.line) return true;
    for (let column = 0; column < row.columns && !this.found; column++) {
      const range = row.range(column);
      if (isAfter(range.start, this.#position) || isAfter(this.#position, range.end)) continue;
      this.found = { row: row.row, range, text: row.text(column), column: this.#columns[column] as string };
    }
    return false;
  }
}

const isAfter = (a: Position, b: Position) => a.line > b.line || (a.line === b.line && a.column > b.column);
