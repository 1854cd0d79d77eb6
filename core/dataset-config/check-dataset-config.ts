import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DatasetConfig, DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import { checkBoxes } from '../deepfashion/check-boxes.ts';
import type { Garment } from '../deepfashion/deepfashion.ts';
import { imageFolder } from '../deepfashion/image-files.ts';
import { readDeepFashion } from '../deepfashion/read-deepfashion.ts';
import { firstFindings } from '../findings/first-findings.ts';
import { hasErrors, sortFindings } from '../findings/sort-findings.ts';
import { pathFacts } from '../path-facts.ts';
import { type ProjectPlace, resolveProjectPath } from '../paths.ts';
import { applySeverities, type Severities } from '../severity/apply-severities.ts';
import { inTurns, ROWS_PER_SLICE, type Slices } from '../slices.ts';
import { locateIn } from '../yaml/yaml-document.ts';
import { type DatasetDocument, parseDatasetConfig, readDatasetConfig } from './dataset-document.ts';
import { DatasetMemory } from './dataset-memory.ts';
import type { CheckedDataset } from './dataset-rule.ts';
import { datasetRules } from './rules/rules.ts';

export interface DatasetCheckOptions {
  /** Path of dataset_config.yml. */
  readonly configFile: string;
  /** The project root: the workspace folder, --root or the working directory. */
  readonly root: string;
  /** The config's text where it is newer than the file, as in an editor before saving. */
  readonly text?: string;
  /** Severities other than the rules' own; comments in the config count besides. */
  readonly severities?: Severities;
  /** What earlier checks read; default: nothing. */
  readonly datasetMemory?: DatasetMemory;
  readonly signal?: AbortSignal;
  /** Told, as the images' headers are read, of how many they were. */
  readonly onImages?: (done: number, total: number) => void;
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
  datasetMemory: memory = new DatasetMemory(),
  signal,
  onImages,
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
  const lists = await readDeepFashion(config, place, { signal, locate, memory: memory.parts });
  const { garments, categories, findings: listFindings } = lists;
  const modelled = memory.modelled(garments, config);
  const headers = memory.headersIn(imageFolder(config, place));
  const boxFindings = await checkBoxes(modelled, config, place, { signal, locate, headers, onImages });
  const dataset: CheckedDataset = {
    document,
    config,
    categories,
    garments,
    modelled,
    complete: !hasErrors(listFindings),
    outputs: await outputFacts(config, place),
    folders: await foldersOf(modelled, config, place, signal),
    fileOf: (key) => resolveProjectPath(config.paths[key], place),
  };
  const ruleFindings = await inTurns(judgements(dataset), signal);
  const findings = [...document.findings, ...listFindings, ...boxFindings, ...ruleFindings];
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

function* judgements(dataset: CheckedDataset): Slices<Finding[]> {
  const findings: Finding[] = [];
  for (const { code, severity, check } of datasetRules) {
    for (const found of firstFindings(check(dataset))) {
      if (found) findings.push({ code, severity, ...found });
      yield;
    }
  }
  return findings;
}

async function foldersOf(
  modelled: readonly Garment[],
  config: DatasetConfig,
  place: ProjectPlace,
  signal: AbortSignal | undefined,
) {
  // A crop is called by the last two parts of its image's path, so it is that image if what is above them is the same folder.
  const written = await inTurns(byFolderAbove(modelled), signal);
  const above = imageFolder(config, place);
  const images = new Map<string, Garment>();
  for (const [folder, garment] of written) images.set(await realPath(resolve(above, folder)), garment);
  return { crops: await realPath(resolveProjectPath(config.paths.cropped_folder, place)), images };
}

/** A garment of each folder that holds what crops are called by, such as img, by its path below that of the images. */
function* byFolderAbove(garments: readonly Garment[]): Slices<Map<string, Garment>> {
  const byFolder = new Map<string, Garment>();
  for (const [index, garment] of garments.entries()) {
    if (index % ROWS_PER_SLICE === 0) yield;
    byFolder.set(dirname(garment.file), garment);
  }
  const above = new Map<string, Garment>();
  for (const [folder, garment] of byFolder) {
    above.set(join(folder, '..'), garment);
    yield;
  }
  return above;
}

/** The path with links followed; as it is where nothing stands there yet. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}
