import { resolve } from 'node:path';
import type { Config } from '../schemas/types/config.ts';
import type { Finding } from '../schemas/types/finding.ts';
import { type ConfigDocument, parseConfig, readConfig } from './config/config-document.ts';
import { tasksOf } from './config/tasks.ts';
import type { DataframeIndex, Split } from './dataframe/dataframe.ts';
import type { DatasetMemory } from './dataset-config/dataset-memory.ts';
import { firstFindings } from './findings/first-findings.ts';
import { sortFindings } from './findings/sort-findings.ts';
import { machineMemory } from './memory/machine-memory.ts';
import { nearestPath } from './nearest-path.ts';
import { pathFacts } from './path-facts.ts';
import { type ProjectPlace, resolveProjectPath } from './paths.ts';
import { neededColumns, ProjectRows } from './rows/project-rows.ts';
import { type ReadCells, readCells } from './rows/read-samples.ts';
import type { RowFacts } from './rows/row-facts.ts';
import { RowMemory } from './rows/row-memory.ts';
import type { DealtSplit } from './rows/split-facts.ts';
import type { CheckedProject, ProjectFiles } from './rules/rule.ts';
import { rules } from './rules/rules.ts';
import { dataframeFindings } from './rules/support/dataframe-findings.ts';
import { savedInputSize } from './saved-input-size.ts';
import { applySeverities, type Severities } from './severity/apply-severities.ts';
import { finish } from './slices.ts';
import { samplesByPart } from './split/samples-by-part.ts';
import { weightsProblem } from './weights/weights-problem.ts';

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
  /** What earlier checks found out of the rows; default: nothing. */
  readonly rowMemory?: RowMemory;
  /** What earlier checks of datasets read; default: nothing. */
  readonly datasetMemory?: DatasetMemory;
  readonly signal?: AbortSignal;
  /** Told, as the images' headers are read, of how many they were. */
  readonly onImages?: (done: number, total: number) => void;
  /**
   * Told of the findings so far whenever finding the others takes time in proportion to the rows, and waited for. What it is told may lack findings,
   * never has too many.
   */
  readonly onFindings?: (findings: Finding[]) => void | Promise<void>;
}

/** A project as far as it could be read, and everything that the check has to say about it. */
export interface ProjectCheck {
  readonly document: ConfigDocument;
  /** undefined: the config has errors that keep it from being read. */
  readonly dataframe: DataframeIndex | undefined;
  /** undefined as well when the dataframe cannot be read or lacks a column. */
  readonly rows: RowFacts | undefined;
  /** undefined as well when an error leaves rows out. */
  readonly split: Split | undefined;
  /** The config's first, each file's by line. */
  readonly findings: Finding[];
}

/**
 * Checks a project: config, dataframe, split, image headers, then every rule over them. What is wrong becomes findings; throws only the
 * signal's reason.
 */
export async function checkProject(options: CheckOptions): Promise<ProjectCheck> {
  const { text, signal, severities } = options;
  const place = { root: resolve(options.root), configFile: resolve(options.configFile) };
  const document = text === undefined ? await readConfig(place.configFile) : parseConfig(text, place.configFile);
  signal?.throwIfAborted();
  const { config } = document;
  if (!config) {
    const findings = sortFindings(document.findings, place.configFile);
    return { document, dataframe: undefined, rows: undefined, split: undefined, findings };
  }

  const file = resolveProjectPath(config.paths.model_dataframe, place);
  const read = await (options.readCells ?? readCells)(file, neededColumns(config), { signal });
  const dataframe = read.index;
  const project = {
    document,
    config,
    tasks: tasksOf(config),
    files: await projectFiles(config, place),
    dataframe,
    memory: options.memory ?? machineMemory(),
  };
  const meant = await dataframeMeant(dataframe, config, place);
  const judge = (rows: RowFacts | undefined) => {
    const findings = [
      ...document.findings,
      ...dataframeFindings(dataframe, document, { root: place.root, meant }),
      ...judgements({ ...project, rows }),
    ];
    return sortFindings(applySeverities(findings, document, severities), place.configFile);
  };
  signal?.throwIfAborted();
  const memory = options.rowMemory ?? new RowMemory();
  const known = canBeTrainedOn(dataframe, config) ? memory.of(read, config, place.root) : undefined;
  if (!known) return { document, dataframe, rows: undefined, split: undefined, findings: judge(undefined) };

  const tellSoFar = async () => {
    if (options.onFindings && !known.isComplete(config)) await options.onFindings(judge(known.known(config)));
  };
  const projectRows = new ProjectRows(known.table, read, config);
  await tellSoFar();
  const conflicts = await known.conflicts(projectRows, config, signal);
  const dealt = await known.split(projectRows, config, signal);
  await tellSoFar();
  const images = await known.images({ signal, onProgress: options.onImages });
  const rows = { conflicts, split: dealt?.facts, images };
  return {
    document,
    dataframe,
    rows,
    findings: judge(rows),
    get split() {
      return dealt && splitOf(projectRows, dealt);
    },
  };
}

function judgements(project: CheckedProject): Finding[] {
  return rules.flatMap(({ code, severity, check }) =>
    [...firstFindings(check(project))].map((found) => ({ code, severity, ...found })),
  );
}

function splitOf(rows: ProjectRows, { partAt }: DealtSplit): Split {
  const usable = finish(rows.usable());
  return samplesByPart(
    usable.samples(),
    usable.places.map((place) => partAt[place] as number),
  );
}

/** The file that a path to no dataframe was probably meant to name. */
async function dataframeMeant({ problems }: DataframeIndex, { paths }: Config, place: ProjectPlace) {
  const isMissing = problems.some(({ code }) => code === 'missing-dataframe');
  return isMissing ? nearestPath(paths.model_dataframe, place, /\.(csv|tsv|txt|parquet)$/i) : undefined;
}

/** Whether the rows were all read and have every column that training needs. */
function canBeTrainedOn({ problems, columns }: DataframeIndex, config: Config): boolean {
  const names = new Set(columns.map(({ name }) => name));
  return !problems.some(({ fatal }) => fatal) && [...neededColumns(config)].every((name) => names.has(name));
}

async function projectFiles({ paths, model }: Config, place: ProjectPlace): Promise<ProjectFiles> {
  const factsOf = (path: string) => pathFacts(resolveProjectPath(path, place));
  const hasWeightsFile = model.weights !== 'imagenet' && model.weights !== 'none';
  const [modelFacts, history, weights] = await Promise.all([
    factsOf(paths.model_path),
    factsOf(paths.training_history_path),
    hasWeightsFile ? factsOf(model.weights) : undefined,
  ]);
  const [savedSize, problem] = await Promise.all([
    savedInputSize(modelFacts),
    weights?.kind === 'file' ? weightsProblem(weights.path) : undefined,
  ]);
  return { model: modelFacts, savedInputSize: savedSize, history, weights, weightsProblem: problem };
}
