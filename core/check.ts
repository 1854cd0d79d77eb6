import { resolve } from 'node:path';
import type { Config } from '../schemas/types/config.ts';
import type { Finding } from '../schemas/types/finding.ts';
import { type ConfigDocument, parseConfig, readConfig } from './config/config-document.ts';
import { tasksOf } from './config/tasks.ts';
import type { DataframeIndex, Sample, Split } from './dataframe/dataframe.ts';
import { type ReadCells, readDataframe } from './dataframe/read-samples.ts';
import { sortFindings } from './findings/sort-findings.ts';
import { inspectImages } from './images/inspect-images.ts';
import { machineMemory } from './memory/machine-memory.ts';
import { nearestPath } from './nearest-path.ts';
import { pathFacts } from './path-facts.ts';
import { type ProjectPlace, resolveProjectPath } from './paths.ts';
import type { CheckedProject, ProjectFiles } from './rules/rule.ts';
import { rules } from './rules/rules.ts';
import { dataframeFindings } from './rules/support/dataframe-findings.ts';
import { savedInputSize } from './saved-input-size.ts';
import { applySeverities, type Severities } from './severity/apply-severities.ts';
import { splitSamples } from './split/split-samples.ts';

export { hasErrors } from './findings/sort-findings.ts';

export interface CheckOptions {
  /** Path of config.yml. */
  readonly configFile: string;
  /** The project root: the workspace folder, --root or the working directory. */
  readonly root: string;
  /** The config's text where it is newer than the file, as in an editor before saving. */
  readonly text?: string;
  /** Bytes of memory that training may fill; default: this machine's. */
  readonly memory?: number;
  /** Severities other than the rules' own; comments in the config count besides. */
  readonly severities?: Severities;
  /** Where the dataframe's cells come from; default: its file. */
  readonly readCells?: ReadCells;
  readonly signal?: AbortSignal;
  /** Told, as the images' headers are read, of how many they were. */
  readonly onImages?: (done: number, total: number) => void;
}

/** A project as far as it could be read, and everything that the check has to say about it. */
export interface ProjectCheck {
  readonly document: ConfigDocument;
  /** undefined: the config has errors that keep it from being read. */
  readonly dataframe: DataframeIndex | undefined;
  /** Rows that can be trained on; undefined as well when the dataframe cannot be read or lacks a column. */
  readonly samples: Sample[] | undefined;
  /** undefined as well when an error leaves rows out. */
  readonly split: Split | undefined;
  /** The config's first, each file's by line. */
  readonly findings: Finding[];
}

/**
 * Checks a project: config, dataframe, split, image headers, then every rule over them. What is wrong becomes findings; throws only the
 * signal's reason.
 */
export async function checkProject({
  configFile,
  root,
  text,
  memory,
  severities,
  readCells,
  signal,
  onImages,
}: CheckOptions): Promise<ProjectCheck> {
  const place = { root: resolve(root), configFile: resolve(configFile) };
  const document = text === undefined ? await readConfig(place.configFile) : parseConfig(text, place.configFile);
  signal?.throwIfAborted();
  const { config } = document;
  if (!config) {
    const findings = sortFindings(document.findings, place.configFile);
    return { document, dataframe: undefined, samples: undefined, split: undefined, findings };
  }

  const dataframeFile = resolveProjectPath(config.paths.model_dataframe, place);
  const read = await readDataframe(dataframeFile, config, { ...place, readCells, signal });
  const samples = canBeTrainedOn(read.dataframe, config) ? read.samples : undefined;
  const split = samples && leavesOutNone(read.dataframe, samples, config) ? splitSamples(samples, config) : undefined;
  const imageProblems = samples ? await inspectImages(samples, { signal, onProgress: onImages }) : [];
  const project: CheckedProject = {
    document,
    config,
    tasks: tasksOf(config),
    files: await projectFiles(config, place),
    dataframe: read.dataframe,
    samples,
    split,
    imageProblems,
    memory: memory ?? machineMemory(),
  };
  signal?.throwIfAborted();
  const findings = [
    ...document.findings,
    ...dataframeFindings(read.dataframe, document, {
      root: place.root,
      meant: await dataframeMeant(read.dataframe, config, place),
    }),
    ...rules.flatMap(({ code, severity, check }) => [...check(project)].map((found) => ({ code, severity, ...found }))),
  ];
  const judged = applySeverities(findings, document, severities);
  return { document, dataframe: read.dataframe, samples, split, findings: sortFindings(judged, place.configFile) };
}

/** The file that a path to no dataframe was probably meant to name. */
async function dataframeMeant({ problems }: DataframeIndex, { paths }: Config, place: ProjectPlace) {
  const isMissing = problems.some(({ code }) => code === 'missing-dataframe');
  return isMissing ? nearestPath(paths.model_dataframe, place, /\.(csv|tsv|txt|parquet)$/i) : undefined;
}

/** Whether the rows were all read and have every column that training needs. */
function canBeTrainedOn({ problems, columns }: DataframeIndex, config: Config): boolean {
  const { paths, split_method, split_column, target_encoder } = config.model;
  const needed = [paths, ...Object.keys(target_encoder), ...(split_method === 'column' ? [split_column] : [])];
  const names = new Set(columns.map(({ name }) => name));
  return !problems.some(({ fatal }) => fatal) && needed.every((name) => names.has(name));
}

/**
 * Whether every row with an image is a sample. Rows that an unknown label or part leaves out come back when that error is mended: until then a
 * split would only give rise to findings that are not true.
 */
function leavesOutNone({ rows, columns }: DataframeIndex, samples: readonly Sample[], { model }: Config): boolean {
  const withoutImage = columns.find(({ name }) => name === model.paths)?.empty.count ?? 0;
  return samples.length + withoutImage === rows;
}

async function projectFiles({ paths, model }: Config, place: ProjectPlace): Promise<ProjectFiles> {
  const factsOf = (path: string) => pathFacts(resolveProjectPath(path, place));
  const hasWeightsFile = model.weights !== 'imagenet' && model.weights !== 'none';
  const modelFacts = await factsOf(paths.model_path);
  return {
    model: modelFacts,
    savedInputSize: await savedInputSize(modelFacts),
    history: await factsOf(paths.training_history_path),
    weights: hasWeightsFile ? await factsOf(model.weights) : undefined,
  };
}
