import type { DatasetConfig, DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import type { Garment, Part } from '../deepfashion/deepfashion.ts';
import type { PathFacts } from '../path-facts.ts';
import type { RuleFinding } from '../rules/rule.ts';
import type { ConfigPath } from '../yaml/positions.ts';
import { locateIn } from '../yaml/yaml-document.ts';
import type { DatasetDocument } from './dataset-document.ts';

/** The keys of `paths` that name files which preparing writes. */
export const OUTPUT_KEYS = ['full_dataset_path', 'model_subset_path', 'processed_subset_path'] as const;

export type OutputKey = (typeof OUTPUT_KEYS)[number];

/** Everything that the rules judge. They only read it: what files say was gathered before. */
export interface CheckedDataset {
  readonly document: DatasetDocument;
  readonly config: DatasetConfig;
  /** As their list spells them; undefined where it has faults. */
  readonly categories: readonly string[] | undefined;
  readonly garments: readonly Garment[];
  /** Those of a group in to_model. */
  readonly modelled: readonly Garment[];
  /** Whether every line of the lists was read, so that what no garment has is in no list. */
  readonly complete: boolean;
  /** What stands where preparing writes. */
  readonly outputs: Readonly<Record<OutputKey | 'cropped_folder', PathFacts>>;
  /** The folder of the crops, and those of the images to model that hold what a crop is called by, each with an image; links followed. */
  readonly folders: { readonly crops: string; readonly images: ReadonlyMap<string, Garment> };
  /** Absolute path of the file that a key names. */
  fileOf(key: keyof DatasetPaths): string;
}

/** One thing that can be wrong with a dataset. */
export interface DatasetRule {
  readonly code: string;
  readonly severity: Finding['severity'];
  /** What it finds; undefined, every so many garments, where others may have a turn. */
  check(dataset: CheckedDataset): Iterable<RuleFinding | undefined>;
}

/** The place of a key or value in the config, or of the nearest group around it that the config writes. */
export function at({ document }: CheckedDataset, path: ConfigPath, part: 'key' | 'value' = 'value'): Location {
  return locateIn(document, path, part);
}

/** The line of a part's list of images that names the garment's. */
export function lineOf(
  dataset: CheckedDataset,
  { part, line, file }: { part: Part; line: number; file: string },
): Location {
  return {
    file: dataset.fileOf(`${part}_files_path`),
    range: { start: { line, column: 1 }, end: { line, column: file.length + 1 } },
  };
}
