import type { Config } from '../../schemas/types/config.ts';
import { tasksOf } from '../config/tasks.ts';
import type { ProjectPlace } from '../paths.ts';
import type { CellColumn } from './cell-column.ts';
import type { DataframeIndex, Sample } from './dataframe.ts';
import { imagePathResolver } from './image-paths.ts';
import { indexCells } from './index-dataframe.ts';
import type { IndexedCells } from './indexed-cells.ts';
import type { ReadOptions } from './read-text.ts';
import { type SampleSource, TableSample } from './table-sample.ts';

/** Reads a dataframe and keeps the cells of these columns. */
export type ReadCells = (file: string, columns: ReadonlySet<string>, options: ReadOptions) => Promise<IndexedCells>;

export interface SampleOptions extends ReadOptions, ProjectPlace {
  /** Where the cells come from; default: the file. */
  readonly readCells?: ReadCells | undefined;
}

const fromFile: ReadCells = (file, columns, options) =>
  indexCells(file, { ...options, keeps: (name) => columns.has(name) });

/**
 * In a single pass, the dataframe's index and its samples: the rows that training can use, in file order. Left out of the samples are ragged rows
 * and rows with an empty image cell, with a label that target_encoder does not list, or, for split_method column, with a part that is not
 * train, val or test; without an image column or a needed split column that is every row. A missing task column reads like empty cells: no
 * labels. None of this is reported here: the rules find it in the index and refuse to train. Throws only the signal's reason.
 */
export async function readDataframe(
  file: string,
  config: Config,
  options: SampleOptions,
): Promise<{ dataframe: DataframeIndex; samples: Sample[] }> {
  const { paths, split_method, split_column, target_encoder } = config.model;
  const needed = new Set([paths, ...Object.keys(target_encoder)]);
  if (split_method === 'column') needed.add(split_column);
  const read = await (options.readCells ?? fromFile)(file, needed, options);
  return { dataframe: read.index, samples: samplesOf(read, config, options.root) };
}

const MISSING_LABEL = -1;

/** The samples of a dataframe whose needed columns were kept. */
function samplesOf({ index, cells, ragged }: IndexedCells, config: Config, root: string): Sample[] {
  const { paths, split_method, split_column } = config.model;
  const images = cells.get(paths);
  const parts = cells.get(split_column);
  if (!images || (split_method === 'column' && !parts)) return [];
  const tasks = tasksOf(config).map(({ task, labels }) => labelsIn(cells.get(task), labels));
  const source: SampleSource = { images, imagePath: imagePathResolver(root, index.file), tasks };
  const samples: Sample[] = [];
  let skipped = 0;
  for (let place = 0; place < index.rows; place++) {
    while (ragged[skipped] === place + skipped + 1) skipped++;
    if (images.code(place) === 0 || tasks.some((labelAt) => labelAt(place) === undefined)) continue;
    const text = split_method === 'column' ? parts?.text(place) : undefined;
    const part = isPart(text) ? text : undefined;
    if (split_method === 'column' && !part) continue;
    samples.push(new TableSample(source, place, place + skipped + 1, part));
  }
  return samples;
}

function labelsIn(column: CellColumn | undefined, labels: readonly string[]): SampleSource['tasks'][number] {
  if (!column) return () => MISSING_LABEL;
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const byCode = [MISSING_LABEL, ...column.values.map((value) => indexOf.get(value))];
  return (place) => {
    const code = column.code(place);
    return code < byCode.length ? byCode[code] : indexOf.get(column.text(place));
  };
}

function isPart(text: string | undefined): text is 'train' | 'val' | 'test' {
  return text === 'train' || text === 'val' || text === 'test';
}
