import type { Config } from '../../schemas/types/config.ts';
import { type Task, tasksOf } from '../config/tasks.ts';
import { inTurns } from '../slices.ts';
import { type Conflicts, conflictsOf } from './conflicts.ts';
import { type ImageFacts, ImageStates, type InspectOptions } from './image-states.ts';
import type { ProjectRows } from './project-rows.ts';
import { Recent } from './recent.ts';
import { findRepeatedImages, type RepeatedImages } from './repeated-images.ts';
import type { RowFacts } from './row-facts.ts';
import type { RowTable } from './row-table.ts';
import { type DealtSplit, dealSplit } from './split-facts.ts';

/** What was last known of the images in one column of a dataframe. */
export interface KnownImages {
  latest: ImageStates | undefined;
}

/** More than anybody tries out between two looks. */
const SPLITS_KEPT = 2;
const CONFLICTS_KEPT = 100;

/**
 * What is known of the rows of one dataframe with its images in one column. Everything that takes time in proportion to the rows is kept, so that
 * a config that is typed asks again only for what its last change is about.
 */
export class RowKnowledge {
  readonly table: RowTable;
  #repeated: RepeatedImages | undefined;
  readonly #knownImages: KnownImages;
  #images: ImageStates | undefined;
  readonly #splits = new Recent<DealtSplit | undefined>(SPLITS_KEPT);
  readonly #conflicts = new Recent<Conflicts>(CONFLICTS_KEPT);

  /** @param knownImages Of an earlier state of the dataframe; what is found out here is noted in it. */
  constructor(table: RowTable, knownImages: KnownImages) {
    this.table = table;
    this.#knownImages = knownImages;
  }

  /** What is known without further work. */
  known(config: Config): RowFacts {
    const conflicts = tasksOf(config).map((task) => this.#conflicts.get(keyOf(task)));
    return {
      conflicts: conflicts.every((known) => known !== undefined) ? conflicts : undefined,
      split: this.#splits.get(splitKey(config))?.facts,
      images: this.#images?.facts,
    };
  }

  /** Whether `known` is all there is to know. */
  isComplete(config: Config): boolean {
    const { conflicts, images } = this.known(config);
    return conflicts !== undefined && images !== undefined && this.#splits.has(splitKey(config));
  }

  /** How the rows are dealt; undefined where an unknown label or part leaves rows out. Throws the signal's reason. */
  async split(rows: ProjectRows, config: Config, signal?: AbortSignal): Promise<DealtSplit | undefined> {
    const key = splitKey(config);
    if (!this.#splits.has(key)) {
      const repeated = await this.#findRepeated(signal);
      const understood = await inTurns(rows.areUnderstood(), signal);
      this.#splits.set(key, understood ? await inTurns(dealSplit(rows, repeated, config), signal) : undefined);
    }
    return this.#splits.get(key);
  }

  /** The images whose rows disagree, task by task. Throws the signal's reason. */
  async conflicts(rows: ProjectRows, config: Config, signal?: AbortSignal): Promise<readonly Conflicts[]> {
    const repeated = await this.#findRepeated(signal);
    const all: Conflicts[] = [];
    for (const [index, task] of tasksOf(config).entries()) {
      const labels = rows.labels[index];
      const known = this.#conflicts.get(keyOf(task));
      if (known) all.push(known);
      else if (labels)
        all.push(this.#conflicts.set(keyOf(task), await inTurns(conflictsOf(this.table, repeated, labels), signal)));
    }
    return all;
  }

  /** What the headers of all images say. Throws the signal's reason. */
  async images(options: InspectOptions): Promise<ImageFacts> {
    const states = this.#images ?? (await this.#imageStates(options.signal));
    // Another check may have made them meanwhile.
    this.#images ??= states;
    this.#knownImages.latest = this.#images;
    return this.#images.inspect(options);
  }

  async #imageStates(signal: AbortSignal | undefined): Promise<ImageStates> {
    const states = await inTurns(ImageStates.of(this.table, await this.#findRepeated(signal)), signal);
    if (this.#knownImages.latest) await inTurns(states.takeOver(this.#knownImages.latest), signal);
    return states;
  }

  async #findRepeated(signal: AbortSignal | undefined): Promise<RepeatedImages> {
    this.#repeated ??= await inTurns(findRepeatedImages(this.table), signal);
    return this.#repeated;
  }
}

const keyOf = ({ task, labels }: Task): string => JSON.stringify([task, labels]);

/** Everything of a config that its split depends on. */
function splitKey({ model }: Config): string {
  const { split_method, split_column, validation_split, random_seed, target_encoder } = model;
  return JSON.stringify([split_method, split_column, validation_split, random_seed, Object.entries(target_encoder)]);
}
