import type { Config } from '../../schemas/types/config.ts';
import type { Cells, Finding, Location } from '../../schemas/types/finding.ts';
import { type ConfigDocument, locateIn } from '../config/config-document.ts';
import type { Task } from '../config/tasks.ts';
import type { Column, DataframeIndex, ValueCount } from '../dataframe/dataframe.ts';
import type { PathFacts } from '../path-facts.ts';
import type { RowFacts } from '../rows/row-facts.ts';
import type { WeightsProblem } from '../weights/weights-problem.ts';
import type { ConfigPath } from '../yaml/positions.ts';

/** Everything that rules judge. They only read it: what files say was gathered before. */
export interface CheckedProject {
  readonly document: ConfigDocument;
  readonly config: Config;
  readonly tasks: readonly Task[];
  /** What stands where training writes and reads. */
  readonly files: ProjectFiles;
  readonly dataframe: DataframeIndex;
  /** undefined: the dataframe cannot be read, or lacks a column that training needs. */
  readonly rows: RowFacts | undefined;
  /** Bytes of memory of the machine that is to train. */
  readonly memory: number;
}

export interface ProjectFiles {
  readonly model: PathFacts;
  /** Height and width of the model that stands there; undefined where there is none that says so. */
  readonly savedInputSize: readonly [number, number] | undefined;
  readonly history: PathFacts;
  /** The weight file; undefined where weights is imagenet or none. */
  readonly weights: PathFacts | undefined;
  /** What is wrong with the bytes of the weight file, if it is there. */
  readonly weightsProblem: WeightsProblem | undefined;
}

/** What a rule reports; its code, and its severity unless given, are the rule's. */
export type RuleFinding = Omit<Finding, 'code' | 'severity'> & Partial<Pick<Finding, 'severity'>>;

/** One thing that can be wrong with a project. */
export interface Rule {
  readonly code: string;
  readonly severity: Finding['severity'];
  /** Of an error that training can do without: settings and comments may lower or silence it. */
  readonly mayBeLowered?: true;
  check(project: CheckedProject): Iterable<RuleFinding>;
}

/** The place of a key or value in the config, or of the nearest group around it that the config writes. */
export function at(project: CheckedProject, path: ConfigPath, part: 'key' | 'value' = 'value'): Location {
  return locateIn(project.document, path, part);
}

/** The column with the name, if the dataframe has one and can be read. */
export function columnOf({ dataframe }: CheckedProject, name: string): Column | undefined {
  return dataframe.columns.find((column) => column.name === name);
}

/** Whether the dataframe's header was read, so that its columns are known. */
export function hasHeader({ dataframe }: CheckedProject): boolean {
  return dataframe.columns.length > 0;
}

/** The first rows in which a column has a value, as places that explain a finding. @param value How it is called there. */
export function rowsWith(
  { dataframe }: CheckedProject,
  column: string,
  value: string,
  { first }: ValueCount,
  limit = 3,
) {
  return first.slice(0, limit).map(({ row, line }) => ({
    message: `row ${row}: ${value}`,
    location: {
      file: dataframe.file,
      row,
      column,
      ...(line === undefined ? {} : { range: { start: { line, column: 1 }, end: { line, column: 1 } } }),
    },
  }));
}

/** A finding names no more values than anybody looks at cells. */
const MOST_VALUES = 1000;

/** The cells of a column that hold one of these values, as those that a finding is about. */
export function cellsWith(column: string, values: readonly (readonly [string, ValueCount])[]): Cells {
  return {
    column,
    values: values.slice(0, MOST_VALUES).map(([value]) => value),
    count: values.reduce((sum, [, { count }]) => sum + count, 0),
  };
}
