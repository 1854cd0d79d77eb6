import { tasksOf } from '../../../core/config/tasks.ts';
import type { Column, DataframeIndex, Sample, Split, ValueCount } from '../../../core/dataframe/dataframe.ts';
import type { ImageProblem } from '../../../core/images/inspect-images.ts';
import type { PathFacts } from '../../../core/path-facts.ts';
import type { CheckedProject, Rule, RuleFinding } from '../../../core/rules/rule.ts';
import type { WeightsProblem } from '../../../core/weights/weights-problem.ts';
import { MINIMAL, parse } from '../config/configs.ts';

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
  const { validation = 2, test = 0, imageProblems = [] } = parts;
  const rows: NonNullable<ProjectParts['rows']> = parts.rows ?? ROWS;
  const document = parse(parts.config ?? MINIMAL);
  const { config } = document;
  if (!config) throw new Error(document.findings.map(({ message }) => message).join('\n'));
  const tasks = tasksOf(config);
  const samples = rows.map(
    (row, index): Sample => ({
      row: index + 1,
      image: `/project/${row.image}`,
      imageText: row.image ?? '',
      labels: tasks.map(({ task, labels }) => labels.indexOf(row[task] ?? '')),
    }),
  );
  const trained = rows.length - validation - test;
  const split: Split = {
    train: samples.slice(0, trained),
    validation: samples.slice(trained, trained + validation),
    test: samples.slice(trained + validation),
  };
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
    samples,
    split,
    imageProblems,
    memory: parts.memory ?? Number.POSITIVE_INFINITY,
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
