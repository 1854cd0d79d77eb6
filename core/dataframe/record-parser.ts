import { type CsvError, type Parser, parse } from 'csv-parse';
import type { Position, Range } from '../../schemas/types/finding.ts';
import { bytes } from '../words.ts';
import { cellRanges } from './cell-ranges.ts';
import type { DataframeProblem } from './dataframe.ts';
import { lineBreaks, offsetOfLine, positionAfter } from './positions.ts';

/** One line of CSV, or more where quoted cells hold line breaks. */
export interface CsvRecord {
  /** Line on which it starts, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvBatch {
  readonly records: readonly CsvRecord[];
  /** Ends the text: what follows the last record is not CSV. */
  readonly problem?: DataframeProblem;
}

/** No honest row is this long; a quote that is never closed soon is. */
const MAX_RECORD_SIZE = 1024 * 1024;

/**
 * csv-parse as a push parser that knows where things stand: RFC 4180 with CRLF, LF and CR in any mixture, cells exactly as written. Blank
 * lines are no records. It holds no more than the chunk just added and the record in progress.
 */
export class RecordParser {
  readonly #csv: Parser;
  /** From the start of the oldest record of the current batch on. */
  #text = '';
  #textLine = 1;
  /** The line looked for last: the next is mostly the one after it. */
  #found = { line: 1, offset: 0 };
  /** Where the record in progress starts. */
  #line = 1;

  constructor() {
    this.#csv = parse({
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: MAX_RECORD_SIZE,
    });
    // Errors arrive by the callbacks of write and end.
    this.#csv.on('error', () => {});
  }

  /** Parses the next piece of text. */
  async add(text: string): Promise<CsvBatch> {
    this.#text = this.#text.slice(offsetOfLine(this.#text, this.#line - this.#textLine)) + text;
    this.#textLine = this.#line;
    this.#found = { line: this.#textLine, offset: 0 };
    return this.#batch((done) => this.#csv.write(text, done));
  }

  /** The records that only the end of the text completes. */
  async end(): Promise<CsvBatch> {
    return this.#batch((done) => this.#csv.end(done));
  }

  /** Where each cell stands of the record of the latest batch that starts on the line. */
  rangesOf(line: number): Range[] {
    return cellRanges(this.#textFrom(line), line);
  }

  /** The end of the text added so far. */
  get position(): Position {
    return positionAfter(this.#text, { line: this.#textLine, column: 1 });
  }

  async #batch(feed: (done: (error?: Error | null) => void) => void): Promise<CsvBatch> {
    const records: CsvRecord[] = [];
    const error = await new Promise<Error | null | undefined>((done) => {
      feed(done);
      // csv-parse parses within write and end, so all records are here, also those before an error; it is done once they are taken.
      for (let cells = this.#read(); cells; cells = this.#read()) {
        if (!isBlank(cells)) records.push({ line: this.#line, cells });
        this.#line += 1;
        for (const cell of cells) this.#line += lineBreaks(cell);
      }
    });
    if (error) return { records, problem: this.#explain(error as CsvError) };
    // csv-parse counts what is in the cells, and a million commas have nothing in them.
    const inProgress = this.#text.length - offsetOfLine(this.#text, this.#line - this.#textLine);
    return inProgress > MAX_RECORD_SIZE ? { records, problem: this.#tooLong() } : { records };
  }

  #read(): string[] | null {
    return this.#csv.read();
  }

  #textFrom(line: number): string {
    const from = line < this.#found.line ? { line: this.#textLine, offset: 0 } : this.#found;
    this.#found = { line, offset: offsetOfLine(this.#text, line - from.line, from.offset) };
    return this.#text.slice(this.#found.offset);
  }

  /** What is wrong with the record in progress. csv-parse names the line where it noticed, which can be far from the cause. */
  #explain(error: CsvError): DataframeProblem {
    const text = this.#textFrom(this.#line).slice(0, MAX_RECORD_SIZE);
    const range = cellRanges(text, this.#line).at(-1) as Range;
    const { start, end } = range;
    const cell = text.slice(offsetOfLine(text, start.line - this.#line) + start.column - 1);
    if (!cell.startsWith('"') && error.code === 'CSV_MAX_RECORD_SIZE') {
      return this.#tooLong();
    }
    return { code: 'broken-quote', message: quoteMessage(error, start, end), fatal: true, range };
  }

  #tooLong(): DataframeProblem {
    return {
      code: 'row-too-long',
      message: `The row that starts on line ${this.#line} is longer than ${LIMIT}. Is this a CSV file?`,
      fatal: true,
      range: { start: { line: this.#line, column: 1 }, end: { line: this.#line, column: 2 } },
    };
  }
}

const LIMIT = bytes(MAX_RECORD_SIZE);

function quoteMessage({ code }: CsvError, start: Position, end: Position): string {
  const advice = 'Quotes around a cell open and close it; a quote inside it is written twice.';
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return `The quote that opens on line ${start.line}, column ${start.column} is never closed. ${advice}`;
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `The quote that opens on line ${start.line}, column ${start.column} is not closed within ${LIMIT}. ${advice}`;
  }
  if (code === 'CSV_INVALID_CLOSING_QUOTE') {
    const opened = start.line === end.line ? '' : ` that opened on line ${start.line}, column ${start.column}`;
    return `Line ${end.line}, column ${end.column - 1} closes a quoted cell${opened}, but more text follows instead of a comma or the end of the line. ${advice}`;
  }
  return `Line ${end.line}, column ${end.column} has a quote in the middle of a cell that does not start with one. Put the whole cell in quotes and write this quote twice.`;
}

/** Lines with nothing but spaces separate rows and are none. */
function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0]?.trim() === '';
}
