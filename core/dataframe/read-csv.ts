import type { Range } from '../../schemas/types/finding.ts';
import { quote } from '../findings/words.ts';
import { count, counted } from '../words.ts';
import type { DataframeProblem, Row } from './dataframe.ts';
import { at, DATAFRAME_PROBLEMS, duplicateColumns, nothingInside, onlyHeader } from './file-problems.ts';
import type { DataframePart, HeaderCell } from './read-rows.ts';
import { type ReadOptions, readText } from './read-text.ts';
import { type CsvBatch, type CsvRecord, RecordParser } from './record-parser.ts';

/** So many ragged rows are listed one by one … */
const LISTED_RAGGED_ROWS = 5;
/** … and so many mean that the file as a whole is not what it seems. */
const MAX_RAGGED_ROWS = 1000;
/** As many as Parquet files may have. */
const MAX_COLUMNS = 10_000;

/**
 * A CSV dataframe, streamed: a ragged row is a problem, is left out, and reading goes on; a fatal problem ends it. Throws only the signal's reason.
 */
export async function* readCsv(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<DataframePart, void, undefined> {
  const parser = new RecordParser();
  const table = new Table(parser);
  for await (const part of readText(file, DATAFRAME_PROBLEMS, options)) {
    if ('text' in part) {
      yield* table.parts(await parser.add(part.text));
      if (table.ended) return;
    } else {
      yield { problem: 'fault' in part ? at(part.fault, parser.position) : part.problem };
      return;
    }
  }
  yield* table.parts(await parser.end());
  yield* table.end();
}

/** Makes a header and rows of equal length of records. */
class Table {
  /** Whether a fatal problem was found. */
  ended = false;
  readonly #parser: RecordParser;
  #columns: number | undefined;
  #rows = 0;
  #ragged = 0;

  constructor(parser: RecordParser) {
    this.#parser = parser;
  }

  *parts(batch: CsvBatch): Generator<DataframePart> {
    let rows: Row[] = [];
    for (const record of batch.records) {
      if (this.#columns === undefined) yield* this.#header(record);
      else if (record.cells.length === this.#columns) rows.push({ row: ++this.#rows, ...record });
      else {
        // Rows that stand before a problem come before it.
        if (rows.length > 0) yield this.#placed(rows);
        rows = [];
        yield* this.#raggedRow(record);
      }
      if (this.ended) return;
    }
    if (rows.length > 0) yield this.#placed(rows);
    if (batch.problem) yield this.#last(batch.problem);
  }

  *end(): Generator<DataframePart> {
    if (this.ended) return;
    if (this.#columns === undefined) yield { problem: nothingInside() };
    else if (this.#rows === 0) yield { problem: onlyHeader(this.#columns) };
    else if (this.#ragged > LISTED_RAGGED_ROWS) yield { problem: this.#raggedRows() };
  }

  #placed(rows: readonly Row[]): DataframePart {
    return { rows, rangesOf: ({ line = 1 }) => this.#parser.rangesOf(line) };
  }

  *#header(record: CsvRecord): Generator<DataframePart> {
    const ranges = this.#parser.rangesOf(record.line);
    const header = record.cells.map((name, column) => ({ name, range: ranges[column] as Range }));
    const separator = OTHER_SEPARATORS.find(([character]) => record.cells[0]?.includes(character));
    this.#columns = header.length;
    if (header.length > MAX_COLUMNS) {
      yield this.#last(tooManyColumns(record));
      return;
    }
    if (header.length === 1 && separator) {
      yield this.#last(wrongSeparator(header[0] as Required<HeaderCell>, separator[1]));
      return;
    }
    yield { header };
    for (const problem of duplicateColumns(record.cells, ranges)) yield { problem };
  }

  *#raggedRow(record: CsvRecord): Generator<DataframePart> {
    this.#rows += 1;
    this.#ragged += 1;
    if (this.#ragged <= LISTED_RAGGED_ROWS) yield { problem: this.#raggedRowProblem(record) };
    if (this.#ragged === MAX_RAGGED_ROWS) yield this.#last({ ...this.#raggedRows(), fatal: true });
  }

  #raggedRowProblem(record: CsvRecord): DataframeProblem {
    const ranges = this.#parser.rangesOf(record.line);
    const found = record.cells.length;
    const columns = this.#columns as number;
    const advice =
      found > columns
        ? 'A cell that holds a comma must stand in double quotes.'
        : 'Every column needs its comma, also where the cell is empty.';
    return {
      code: 'ragged-row',
      message: `Row ${this.#rows} (line ${record.line}) has ${counted(found, 'cell')}, but the header names ${counted(columns, 'column')}. ${advice}`,
      fatal: false,
      range: { start: (ranges[0] as Range).start, end: (ranges.at(-1) as Range).end },
      row: this.#rows,
    };
  }

  #raggedRows(): DataframeProblem {
    const message = `${count(this.#ragged)} of the first ${counted(this.#rows, 'row')} have more or fewer cells than the header names columns; the first ${LISTED_RAGGED_ROWS} are listed.`;
    return { code: 'ragged-row', message, fatal: false };
  }

  #last(problem: DataframeProblem): DataframePart {
    this.ended ||= problem.fatal;
    return { problem };
  }
}

const OTHER_SEPARATORS: readonly (readonly [string, string])[] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
];

function tooManyColumns({ line, cells }: CsvRecord): DataframeProblem {
  return {
    code: 'row-too-long',
    message: `The header names ${counted(cells.length, 'column')}; at most ${count(MAX_COLUMNS)} are read. Is this a CSV file?`,
    fatal: true,
    range: { start: { line, column: 1 }, end: { line, column: 2 } },
  };
}

function wrongSeparator({ name, range }: Required<HeaderCell>, separator: string): DataframeProblem {
  return {
    code: 'wrong-separator',
    message: `The header is a single column, ${quote(name)}: the cells seem to be separated by ${separator}. Save the dataframe with commas between the cells.`,
    fatal: true,
    range,
  };
}
