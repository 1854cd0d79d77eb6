import { tasksOf } from '../../../core/config/tasks.ts';
import type { Column, DataframeIndex, ValueCount } from '../../../core/dataframe/dataframe.ts';
import type { PathFacts } from '../../../core/path-facts.ts';
import { conflictsOf } from '../../../core/rows/conflicts.ts';
import type { ImageProblem } from '../../../core/rows/image-states.ts';
import { ProjectRows } from '../../../core/rows/project-rows.ts';
import { findRepeatedImages } from '../../../core/rows/repeated-images.ts';
import type { RowFacts } from '../../../core/rows/row-facts.ts';
import { RowTable } from '../../../core/rows/row-table.ts';
import { splitFacts } from '../../../core/rows/split-facts.ts';
import type { CheckedProject, Rule, RuleFinding } from '../../../core/rules/rule.ts';
import { finish } from '../../../core/slices.ts';
import { TEST, TRAIN, VALIDATION } from '../../../core/split/parts.ts';
import type { WeightsProblem } from '../../../core/weights/weights-problem.ts';
import type { Config } from '../../../schemas/types/config.ts';
import { MINIMAL, parse } from '../config/configs.ts';
import { columnOf as cellColumn } from '../rows/tables.ts';

export const CSV = '/project/data.csv';

export interface ProjectParts {
  readonly config?: string;
  /** Data rows by column; all with the same columns. */
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** How many of the rows validate and test; they follow the training rows. */
  readonly validation?: number;
  readonly test?: number;
  readonly imageProblems?: readonly ImageProblem[];
  readonly model?: Partial<PathFacts>;
  readonly savedInputSize?: readonly [number, number];
  readonly history?: Partial<PathFacts>;
  readonly weights?: Partial<PathFacts>;
  readonly weightsProblem?: WeightsProblem;
  readonly dataframe?: Partial<DataframeIndex>;
  /** In bytes; default: more than any step needs. */
  readonly memory?: number;
}

/** Two rows of each label that the minimal config lists. */
export const ROWS = ['a', 'b', 'c', 'd'].map((name, index) => ({
  image: `${name}.jpg`,
  sleeves: index % 2 === 0 ? 'long' : 'short',
  print: index % 2 === 0 ? 'striped' : 'solid',
}));

/** A checked project made by hand: its index is counted from the rows, its split is the rows in order. */
export function project(parts: ProjectParts = {}): CheckedProject {
  const rows: Rows = parts.rows ?? ROWS;
  const document = parse(parts.config ?? MINIMAL);
  const { config } = document;
  if (!config) throw new Error(document.findings.map(({ message }) => message).join('\n'));
  const tasks = tasksOf(config);
  const facts = (path: string, given: Partial<PathFacts> = {}): PathFacts => ({
    path,
    kind: 'missing',
    writable: true,
    ...given,
  });
  return {
    document,
    config,
    tasks,
    files: {
      model: facts('/project/model', parts.model),
      savedInputSize: parts.savedInputSize,
      history: facts('/project/history.csv', parts.history),
      weights: parts.weights && facts('/project/weights.h5', parts.weights),
      weightsProblem: parts.weightsProblem,
    },
    dataframe: { file: CSV, rows: rows.length, columns: columnsOf(rows), problems: [], ...parts.dataframe },
    rows: rowFacts(rows, config, parts),
    memory: parts.memory ?? Number.POSITIVE_INFINITY,
  };
}

type Rows = NonNullable<ProjectParts['rows']>;

/** The facts of rows that are split in their order. */
function rowFacts(
  rows: Rows,
  config: Config,
  { validation = 2, test = 0, imageProblems = [] }: ProjectParts,
): RowFacts {
  const names = Object.keys(rows[0] ?? {});
  const cells = new Map(names.map((name) => [name, cellColumn(rows.map((row) => row[name] ?? ''))]));
  const index = { file: CSV, rows: rows.length, columns: columnsOf(rows), problems: [] };
  const read = { index, cells, ragged: [] };
  const table = new RowTable(read, cells.get(config.model.paths) ?? cellColumn([]), '/project');
  const project = new ProjectRows(table, read, { ...config, model: { ...config.model, split_method: 'stratified' } });
  const repeated = finish(findRepeatedImages(table));
  const understood = rows.every((_, place) => project.labels.every((labels) => labels.isKnown(place)));
  const trained = rows.length - validation - test;
  const partAt = Uint8Array.from(rows, (_, place) =>
    place < trained ? TRAIN : place < trained + validation ? VALIDATION : TEST,
  );
  return {
    conflicts: project.labels.map((labels) => finish(conflictsOf(table, repeated, labels))),
    split: understood ? finish(splitFacts(project, partAt, repeated)) : undefined,
    images: { rows: rows.length, bad: imageProblems.length, problems: imageProblems },
  };
}

/** What a rule finds in a project. */
export const findings = (rule: Rule, parts?: ProjectParts): RuleFinding[] => [...rule.check(project(parts))];

/** The rule's messages, with ordinary spaces in numbers. */
export const messages = (rule: Rule, parts?: ProjectParts): string[] =>
  findings(rule, parts).map(({ message }) => message.replaceAll('\u00a0', ' '));

function columnsOf(rows: readonly Readonly<Record<string, string>>[]): Column[] {
  return Object.keys(rows[0] ?? {}).map((name) => {
    const counts = new Map<string, { count: number; first: { row: number; line: number }[] }>([
      ['', { count: 0, first: [] }],
    ]);
    for (const [index, row] of rows.entries()) {
      const value = row[name] ?? '';
      const counter = counts.get(value) ?? { count: 0, first: [] };
      counter.count += 1;
      if (counter.first.length < 5) counter.first.push({ row: index + 1, line: index + 2 });
      counts.set(value, counter);
    }
    const empty = counts.get('') as ValueCount;
    counts.delete('');
    const header = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
    return { name, header, empty, values: counts, complete: true };
  });
}
