import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DatasetConfig, DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import { checkBoxes } from '../deepfashion/check-boxes.ts';
import type { Garment } from '../deepfashion/deepfashion.ts';
import { imageFileResolver } from '../deepfashion/image-files.ts';
import { readDeepFashion } from '../deepfashion/read-deepfashion.ts';
import { hasErrors, sortFindings } from '../findings/sort-findings.ts';
import { pathFacts } from '../path-facts.ts';
import { type ProjectPlace, resolveProjectPath } from '../paths.ts';
import { applySeverities, type Severities } from '../severity/apply-severities.ts';
import { locateIn } from '../yaml/yaml-document.ts';
import { type DatasetDocument, parseDatasetConfig, readDatasetConfig } from './dataset-document.ts';
import type { CheckedDataset } from './dataset-rule.ts';
import { datasetRules } from './rules/rules.ts';
import { garmentsToModel } from './selection.ts';

export interface DatasetCheckOptions {
  /** Path of dataset_config.yml. */
  readonly configFile: string;
  /** The project root: the workspace folder, --root or the working directory. */
  readonly root: string;
  /** The config's text where it is newer than the file, as in an editor before saving. */
  readonly text?: string;
  /** Severities other than the rules' own; comments in the config count besides. */
  readonly severities?: Severities;
  readonly signal?: AbortSignal;
}

/** A dataset as far as it could be read, and everything that the check has to say about it. */
export interface DatasetCheck {
  readonly document: DatasetDocument;
  /** undefined: it has errors that keep it from being read. */
  readonly config: DatasetConfig | undefined;
  /** In the order train, test, val; undefined as config is. */
  readonly garments: readonly Garment[] | undefined;
  /** The config's first, each file's by line. */
  readonly findings: Finding[];
}

/**
 * Checks a dataset: config, lists, the headers of the images to model, then every rule over them. What is wrong becomes findings; throws only the
 * signal's reason.
 */
export async function checkDatasetConfig({
  configFile,
  root,
  text,
  severities,
  signal,
}: DatasetCheckOptions): Promise<DatasetCheck> {
  const place = { root: resolve(root), configFile: resolve(configFile) };
  const document =
    text === undefined ? await readDatasetConfig(place.configFile) : parseDatasetConfig(text, place.configFile);
  signal?.throwIfAborted();
  const { config } = document;
  if (!config) {
    return { document, config, garments: undefined, findings: sortFindings(document.findings, place.configFile) };
  }
  const locate = (key: keyof DatasetPaths) => locateIn(document, ['paths', key]);
  const { garments, categories, findings: listFindings } = await readDeepFashion(config, place, { signal, locate });
  const modelled = garmentsToModel(garments, config);
  const boxFindings = await checkBoxes(modelled, config, place, { signal, locate });
  const dataset: CheckedDataset = {
    document,
    config,
    categories,
    garments,
    modelled,
    complete: !hasErrors(listFindings),
    outputs: await outputFacts(config, place),
    folders: await foldersOf(modelled, config, place),
    fileOf: (key) => resolveProjectPath(config.paths[key], place),
  };
  signal?.throwIfAborted();
  const findings = [
    ...document.findings,
    ...listFindings,
    ...boxFindings,
    ...datasetRules.flatMap(({ code, severity, check }) =>
      [...check(dataset)].map((found) => ({ code, severity, ...found })),
    ),
  ];
  const judged = applySeverities(findings, document, severities);
  return { document, config, garments, findings: sortFindings(judged, place.configFile) };
}

async function outputFacts({ paths }: DatasetConfig, place: ProjectPlace): Promise<CheckedDataset['outputs']> {
  const factsOf = (key: keyof DatasetPaths) => pathFacts(resolveProjectPath(paths[key], place));
  return {
    full_dataset_path: await factsOf('full_dataset_path'),
    model_subset_path: await factsOf('model_subset_path'),
    processed_subset_path: await factsOf('processed_subset_path'),
    cropped_folder: await factsOf('cropped_folder'),
  };
}

async function foldersOf(modelled: readonly Garment[], config: DatasetConfig, place: ProjectPlace) {
  const fileOf = imageFileResolver(config, place);
  // A crop is called by the last two parts of its image's path, so it is that image if what is above them is the same folder.
  const written = new Map(modelled.map((garment) => [dirname(dirname(fileOf(garment))), garment]));
  const images = new Map<string, Garment>();
  for (const [folder, garment] of written) images.set(await realPath(folder), garment);
  return { crops: await realPath(resolveProjectPath(config.paths.cropped_folder, place)), images };
}

/** The path with links followed; as it is where nothing stands there yet. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}
