import configSchema from '../../schemas/config.schema.json' with { type: 'json' };
import datasetSchema from '../../schemas/dataset-config.schema.json' with { type: 'json' };
import { looksLikeConfig } from '../config/looks-like-config.ts';
import type { DataframeIndex } from '../dataframe/dataframe.ts';
import { looksLikeDatasetConfig } from '../dataset-config/looks-like-dataset-config.ts';
import { type ProjectPlace, resolveProjectPath } from '../paths.ts';
import { entriesOf, followed, nodeAt, textAt } from './find.ts';
import type { OutlineNode } from './outline.ts';
import type { KeySchema } from './schema.ts';

/** config: a config.yml. dataset: a dataset_config.yml. */
export type ConfigKind = 'config' | 'dataset';

/** What an editor shows of a config, and the little that all its features need to know of it. */
export interface ConfigView {
  readonly kind: ConfigKind;
  readonly text: string;
  readonly outline: OutlineNode | undefined;
  readonly place: ProjectPlace;
}

/** A config with what is known of its dataframe: undefined while it is being read for the first time. */
export interface ConfigWithData extends ConfigView {
  readonly dataframe: DataframeIndex | undefined;
  /** How the last check dealt the rows with each label, per task and label; undefined while none has. */
  readonly labelRows?: ReadonlyMap<string, ReadonlyMap<string, LabelRows>> | undefined;
}

/** How many rows with a label train, how many validate, and how many are kept for the test. */
export interface LabelRows {
  readonly training: number;
  readonly validation: number;
  readonly test: number;
}

/** Which config a text is; undefined for files of other programs. */
export function kindOf(text: string): ConfigKind | undefined {
  if (looksLikeConfig(text)) return 'config';
  return looksLikeDatasetConfig(text) ? 'dataset' : undefined;
}

/** The contract of a kind. */
export function schemaOf(kind: ConfigKind): KeySchema {
  return kind === 'config' ? configSchema : datasetSchema;
}

/** Absolute path of the dataframe that a config.yml names, whatever else is wrong with it. */
export function dataframePath({ kind, outline, place }: ConfigView): string | undefined {
  const path = kind === 'config' ? textAt(outline, ['paths', 'model_dataframe']) : undefined;
  return path === undefined || path === '' || path.includes('\0') ? undefined : resolveProjectPath(path, place);
}

/** The columns that a check of the config reads cell by cell, as far as it names them. */
export function wantedColumns(config: ConfigView): ReadonlySet<string> {
  const { outline } = config;
  const images = textAt(outline, ['model', 'paths']);
  const isSplitByColumn = textAt(outline, ['model', 'split_method']) === 'column';
  const part =
    textAt(outline, ['model', 'split_column']) ?? configSchema.properties.model.properties.split_column.default;
  const tasks = writtenTasks(config).map(({ task }) => task);
  return new Set([...(images === undefined ? [] : [images]), ...tasks, ...(isSplitByColumn ? [part] : [])]);
}

/** A task as the config writes it. */
export interface WrittenTask {
  readonly task: string;
  readonly node: OutlineNode;
  /** Its labels, each with the place that writes it. */
  readonly labels: readonly { readonly label: string; readonly node: OutlineNode }[];
}

export function writtenTasks({ kind, outline }: ConfigView): WrittenTask[] {
  const encoder = kind === 'config' ? nodeAt(outline, ['model', 'target_encoder']) : undefined;
  if (!encoder || followed(encoder).kind !== 'map') return [];
  return followed(encoder)
    .children.filter(({ path }) => path.at(-1) !== '<<')
    .map((node) => ({
      task: String(node.path.at(-1)),
      node,
      labels: entriesOf(node).map((entry) => ({ label: entry.text as string, node: entry })),
    }));
}

/** A label and the task that it belongs to. */
export interface Labelled {
  readonly task: string;
  readonly label: string;
}

/** The label that the node writes, if it writes one. */
export function labelAt(config: ConfigView, node: OutlineNode): Labelled | undefined {
  for (const { task, labels } of writtenTasks(config)) {
    const found = labels.find((label) => label.node === node);
    if (found) return { task, label: found.label };
  }
  return undefined;
}
