import type { Config } from '../../schemas/types/config.ts';
import { tasksOf } from '../config/tasks.ts';
import type { ProjectPlace } from '../paths.ts';
import type { DataframeIndex, Row, Sample } from './dataframe.ts';
import { imagePathResolver } from './image-paths.ts';
import { DataframeIndexer } from './index-dataframe.ts';
import { type DataframePart, readRows } from './read-rows.ts';
import type { ReadOptions } from './read-text.ts';

export interface SampleOptions extends ReadOptions, ProjectPlace {}

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
  const indexer = new DataframeIndexer(file);
  const sampler = new Sampler(file, config, options.root);
  for await (const part of readRows(file, options)) {
    indexer.add(part);
    sampler.add(part);
  }
  return { dataframe: indexer.index(), samples: sampler.samples };
}

/** Builds the samples of the parts that readRows yields. */
class Sampler {
  readonly samples: Sample[] = [];
  readonly #config: Config;
  readonly #imagePath: (path: string) => string;
  #sampleOf: (row: Row) => Sample | undefined = () => undefined;

  constructor(file: string, config: Config, root: string) {
    this.#config = config;
    this.#imagePath = imagePathResolver(root, file);
  }

  add(part: DataframePart): void {
    if ('header' in part) {
      this.#sampleOf = sampleReader(
        part.header.map(({ name }) => name),
        this.#config,
        this.#imagePath,
      );
    } else if ('rows' in part) {
      for (const row of part.rows) {
        const sample = this.#sampleOf(row);
        if (sample) this.samples.push(sample);
      }
    }
  }
}

const MISSING_LABEL = -1;

function sampleReader(columns: readonly string[], config: Config, imagePath: (path: string) => string) {
  const { paths, split_method, split_column } = config.model;
  const imageColumn = columns.indexOf(paths);
  const partColumn = columns.indexOf(split_column);
  const tasks = tasksOf(config).map(({ task, labels }) => ({
    column: columns.indexOf(task),
    indexOf: new Map(labels.map((label, index) => [label, index])),
  }));

  return ({ row, cells }: Row): Sample | undefined => {
    const imageText = cells[imageColumn];
    if (!imageText) return undefined;
    const labels: number[] = [];
    for (const { column, indexOf } of tasks) {
      const cell = cells[column] ?? '';
      const label = cell === '' ? MISSING_LABEL : indexOf.get(cell);
      if (label === undefined) return undefined;
      labels.push(label);
    }
    const sample = { row, image: imagePath(imageText), imageText, labels };
    if (split_method !== 'column') return sample;
    const part = cells[partColumn];
    return isPart(part) ? { ...sample, part } : undefined;
  };
}

function isPart(text: string | undefined): text is 'train' | 'val' | 'test' {
  return text === 'train' || text === 'val' || text === 'test';
}
