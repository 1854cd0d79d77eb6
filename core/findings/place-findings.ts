import { basename } from 'node:path';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import { type CellsWanted, type FindOptions, type FoundCell, findCellsOfEach } from '../dataframe/find-cells.ts';
import type { ReadOptions } from '../dataframe/read-text.ts';
import { counted } from '../words.ts';
import { fixesOfCell } from './cell-fixes.ts';
import { fixedBy } from './fixes.ts';
import { sortFindings } from './sort-findings.ts';

/** More marks in one file help nobody, and slow editors down. */
export const MOST_MARKS = 1000;

/** Cells that findings name, by their texts or their rows. */
export type NamedCellsWanted = CellsWanted & { readonly values?: ReadonlySet<string> };

/** Finds cells as findCellsOfEach does. */
export type FindCells = (
  file: string,
  wanted: readonly NamedCellsWanted[],
  options: FindOptions,
) => Promise<FoundCell[][]>;

export interface PlaceOptions extends ReadOptions {
  /** Whether a finding about cells is also shown on each of them. */
  readonly marksCells?: boolean;
  /** What is in later rows keeps the range that it has. */
  readonly furthestRow?: number;
  /** Looks for cells; default: in the file. */
  readonly find?: FindCells;
}

/**
 * The findings, with the ranges of the cells of a CSV file that they name, and after them, where cells are marked, one for each cell that a finding
 * is about. The file is read as far as these cells go. Throws only the signal's reason.
 */
export async function placeFindings(
  findings: readonly Finding[],
  file: string,
  { marksCells = false, furthestRow = Number.POSITIVE_INFINITY, find = findCellsOfEach, ...options }: PlaceOptions = {},
): Promise<Finding[]> {
  const named = new NamedCells(file, furthestRow);
  const withColumns = findings.map((finding) => named.add(finding));
  const marked = marksCells ? withColumns.filter(({ cells }) => cells) : [];
  const valued = marked.flatMap(({ cells }) => (cells?.values ? { ...cells, values: new Set(cells.values) } : []));
  const wanted = [...named.wanted(), ...valued];
  if (wanted.length === 0) return withColumns;
  const found = await find(file, wanted, { ...options, limit: MOST_MARKS });
  const ofValues = found.splice(-valued.length, valued.length);
  named.settle(found);
  const marks = marked.map((finding) => ({
    finding,
    cells: finding.cells?.values ? (ofValues.shift() ?? []) : named.cellsOf(finding),
  }));
  return [...withColumns.map((finding) => named.place(finding)), ...firstMarks(marks, file)];
}

/** The cells of a file that findings name by row and column. */
class NamedCells {
  readonly #file: string;
  readonly #furthestRow: number;
  readonly #rows = new Map<string, Set<number>>();
  readonly #cells = new Map<string, FoundCell>();

  constructor(file: string, furthestRow: number) {
    this.#file = file;
    this.#furthestRow = furthestRow;
  }

  /** Notes what the finding names; returns it with a column at every place that is of one. */
  add(finding: Finding): Finding {
    const related = finding.related?.map(({ message, location }) => {
      const { file, row, column = finding.cells?.column } = location;
      if (file !== this.#file || row === undefined || column === undefined) return { message, location };
      if (row <= this.#furthestRow) this.#rows.set(column, (this.#rows.get(column) ?? new Set()).add(row));
      return { message, location: { ...location, column } };
    });
    return related ? { ...finding, related } : finding;
  }

  wanted(): { column: string; rows: ReadonlySet<number> }[] {
    return [...this.#rows].map(([column, rows]) => ({ column, rows }));
  }

  /** @param found What was wanted, in that order. */
  settle(found: readonly (readonly FoundCell[])[]): void {
    for (const [index, column] of [...this.#rows.keys()].entries()) {
      for (const cell of found[index] ?? []) this.#cells.set(`${cell.row} ${column}`, cell);
    }
  }

  place(finding: Finding): Finding {
    const related = finding.related?.map(({ message, location }) => {
      const range = this.#cellAt(location)?.range;
      return { message, location: range ? { ...location, range } : location };
    });
    return related ? { ...finding, related } : finding;
  }

  /** Those of the rows that the finding names. */
  cellsOf({ related = [] }: Finding): FoundCell[] {
    return related.flatMap(({ location }) => this.#cellAt(location) ?? []);
  }

  #cellAt({ file, row, column }: Location): FoundCell | undefined {
    return file === this.#file ? this.#cells.get(`${row} ${column}`) : undefined;
  }
}

interface Marked {
  readonly finding: Finding;
  readonly cells: readonly FoundCell[];
}

/** The gravest of the marks, in file order; the first says how many others there are. */
function firstMarks(marked: readonly Marked[], file: string): Finding[] {
  const bySeverity = (['error', 'warning', 'info'] as const).flatMap((severity) =>
    marked.filter(({ finding }) => finding.severity === severity),
  );
  const marks = bySeverity.flatMap(({ finding, cells }) => cells.map((cell) => markOf(finding, cell, file)));
  const all = marked.reduce((sum, { finding, cells }) => sum + Math.max(finding.cells?.count ?? 0, cells.length), 0);
  const [first, ...others] = sortFindings(marks.slice(0, MOST_MARKS), file);
  if (!first) return [];
  const more = all - others.length - 1;
  const message =
    more > 0
      ? `${first.message} ${counted(more, 'more cell')} with findings ${more === 1 ? 'is' : 'are'} not marked.`
      : first.message;
  return [{ ...first, message }, ...others];
}

/** The finding at one of its cells, from which the place in the config is a step away. */
function markOf(
  { code, severity, message, location, cells, fixes = [] }: Finding,
  { row, range, text }: FoundCell,
  file: string,
): Finding {
  return {
    code,
    severity,
    message,
    location: { file, range, row, column: cells?.column ?? '' },
    related: [{ message: `in ${basename(location.file)}`, location }],
    ...fixedBy(...fixesOfCell(fixes, { text, row })),
  };
}
