import type { Range } from '../../schemas/types/finding.ts';
import { CellColumn } from './cell-column.ts';
import { cellRanges } from './cell-ranges.ts';
import { ColumnTally } from './column-tally.ts';
import { duplicateColumns } from './file-problems.ts';
import { firstByName, type IndexedCells, type IndexOptions } from './indexed-cells.ts';
import type { PlainRecord } from './plain-csv-reader.ts';
import type { HeaderCell } from './read-rows.ts';
import { ValueTable } from './value-table.ts';

interface IndexedColumn {
  readonly name: string;
  readonly values: ValueTable;
  readonly tally: ColumnTally;
  /** Whether its cells are wanted whatever they hold. */
  readonly wanted: boolean;
  /** undefined: they are not wanted. */
  cells: CellColumn | undefined;
}

/** Builds the index of a CSV file of its records as bytes. */
export class PlainCsvIndexer {
  readonly #options: IndexOptions;
  #header: readonly Required<HeaderCell>[] = [];
  #columns: readonly IndexedColumn[] = [];
  #rows = 0;

  constructor(options: IndexOptions) {
    this.#options = options;
  }

  /** Counts the next record. */
  add(record: PlainRecord): void {
    const { bytes, from, to, line, row, scanner } = record;
    const ranges = row === 0 ? cellRanges(bytes.toString('utf8', from, to), line) : [];
    if (scanner.doubled) scanner.unescape(bytes);
    if (row === 0) this.#takeHeader(record, ranges);
    else this.#takeRow(record);
  }

  result(file: string): IndexedCells | undefined {
    if (this.#rows === 0) return undefined;
    const columns = this.#columns.map(({ values, tally }, index) =>
      tally.column(this.#header[index] as HeaderCell, values.values),
    );
    const problems = duplicateColumns(
      this.#header.map(({ name }) => name),
      this.#header.map(({ range }) => range),
    );
    return { index: { file, rows: this.#rows, columns, problems }, cells: firstByName(this.#columns), ragged: [] };
  }

  #takeHeader({ bytes, scanner: { starts, ends } }: PlainRecord, ranges: readonly Range[]): void {
    this.#header = ranges.map((range, cell) => ({ name: bytes.toString('utf8', starts[cell], ends[cell]), range }));
    this.#columns = this.#header.map(({ name }) => {
      const { keeps, keepsLabels } = this.#options;
      const values = new ValueTable();
      const wanted = keeps?.(name) ?? false;
      const cells = wanted || keepsLabels ? new CellColumn(values.values) : undefined;
      return { name, values, tally: new ColumnTally(), wanted, cells };
    });
  }

  #takeRow({ bytes, row, line, scanner: { starts, ends, hashes } }: PlainRecord): void {
    this.#rows = row;
    for (let cell = 0; cell < this.#columns.length; cell++) {
      const column = this.#columns[cell] as IndexedColumn;
      const { values, tally, cells } = column;
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === end) {
        tally.countEmpty(row, line);
        cells?.addEmpty();
        continue;
      }
      const index = values.indexOf(bytes, start, end, hashes[cell] as number);
      tally.count(index, row, line);
      if (index >= 0) cells?.add(index);
      else if (column.wanted) cells?.addOther(bytes, start, end);
      else column.cells = undefined;
    }
  }
}
