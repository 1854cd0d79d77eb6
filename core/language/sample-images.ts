import { imagePaths } from '../dataframe/image-paths.ts';
import { readRows } from '../dataframe/read-rows.ts';
import type { ReadOptions } from '../dataframe/read-text.ts';
import type { ConfigWithData, Labelled } from './config-view.ts';
import { textAt } from './find.ts';

/** As many as are shown. */
const MOST_IMAGES = 4;
/** Reading further into the dataframe would take too long for a glance. */
const LAST_ROW = 100_000;

/** Absolute paths of the images of the first few rows with a label, each once. None where those rows stand far down in the dataframe. */
export async function sampleImages(
  { dataframe, outline, place }: ConfigWithData,
  { task, label }: Labelled,
  options: ReadOptions = {},
): Promise<string[]> {
  const column = textAt(outline, ['model', 'paths']);
  const first = dataframe?.columns.find(({ name }) => name === task)?.values.get(label)?.first ?? [];
  const rows = new Set(first.map(({ row }) => row).filter((row) => row <= LAST_ROW));
  if (!dataframe || column === undefined || rows.size === 0) return [];
  const { resolve: imageOf } = imagePaths(place.root, dataframe.file);
  const cells = await imageCells(dataframe.file, { column, rows, task, label }, options);
  return [...new Set(cells.filter((cell) => cell !== '' && !cell.includes('\0')).map(imageOf))].slice(0, MOST_IMAGES);
}

interface Wanted extends Labelled {
  /** Of images. */
  readonly column: string;
  readonly rows: ReadonlySet<number>;
}

/** The images of some rows, read up to the last of them. A row that has another label by now, since the file changed, counts for nothing. */
async function imageCells(
  file: string,
  { column, rows, task, label }: Wanted,
  options: ReadOptions,
): Promise<string[]> {
  const last = Math.max(...rows);
  const found: string[] = [];
  let [images, labels] = [-1, -1];
  for await (const part of readRows(file, options)) {
    if ('header' in part) {
      const names = part.header.map(({ name }) => name);
      [images, labels] = [names.indexOf(column), names.indexOf(task)];
    }
    if (!('rows' in part)) continue;
    const wanted = part.rows.filter(({ row, cells }) => rows.has(row) && cells[labels] === label);
    found.push(...wanted.map(({ cells }) => cells[images] ?? ''));
    if ((part.rows.at(-1)?.row ?? 0) >= last) break;
  }
  return found;
}
