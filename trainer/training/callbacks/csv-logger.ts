import { pythonFloat } from '../../../core/python-float.ts';
import type { Metrics } from '../../../schemas/types/run-event.ts';

/**
 * Rows as Keras' CSVLogger writes them under TF 2 (keras/src/callbacks/csv_logger.py): `epoch` from 0, then the names of the logs
 * sorted by code point, commas, CRLF, floats as Python prints them. A missing value is `NA`.
 *
 * Names follow Keras: `loss` is the weighted total, `<task>_clf_loss` and `<task>_clf_accuracy` belong to one head, `val_` marks
 * validation, `lr` is the rate that the epoch used: Keras 3 calls it learning_rate, but what reads the histories of the Python project,
 * which runs on Keras 2 alone, looks for lr. With a single task Keras creates no per-head names: `accuracy`, `loss`.
 */
export function historyHeader(tasks: readonly string[]): string {
  return csvLine(['epoch', ...logNames(tasks)]);
}

export function historyRow(
  tasks: readonly string[],
  epoch: number,
  logs: { train: Metrics; validation: Metrics; learningRate: number },
): string {
  const values = logValues(tasks, logs);
  const cells = logNames(tasks).map((name) => {
    const value = values.get(name);
    return value === null || value === undefined ? 'NA' : pythonFloat(value);
  });
  return csvLine([String(epoch), ...cells]);
}

/** Which epoch a line of the history belongs to, or undefined if the line is no complete row. */
export function epochOfRow(line: string): number | undefined {
  const match = /^(\d+),.*\r\n$/s.exec(line);
  return match ? Number(match[1]) : undefined;
}

function logNames(tasks: readonly string[]): string[] {
  const one = tasks.length === 1;
  const trained = ['loss', ...tasks.flatMap((task) => (one ? ['accuracy'] : [accuracyName(task), lossName(task)]))];
  return [...trained, ...trained.map((name) => `val_${name}`), 'lr'].sort(byCodePoint);
}

function logValues(
  tasks: readonly string[],
  logs: { train: Metrics; validation: Metrics; learningRate: number },
): Map<string, number | null> {
  const values = new Map<string, number | null>([['lr', logs.learningRate]]);
  for (const [prefix, metrics] of [
    ['', logs.train],
    ['val_', logs.validation],
  ] as const) {
    values.set(`${prefix}loss`, metrics.loss);
    for (const task of tasks) {
      const { loss, accuracy } = metrics.tasks[task] ?? { loss: null, accuracy: null };
      if (tasks.length > 1) values.set(prefix + lossName(task), loss);
      values.set(prefix + (tasks.length > 1 ? accuracyName(task) : 'accuracy'), accuracy);
    }
  }
  return values;
}

const accuracyName = (task: string): string => `${task}_clf_accuracy`;
const lossName = (task: string): string => `${task}_clf_loss`;

function byCodePoint(a: string, b: string): number {
  const left = Array.from(a, codePoint);
  const right = Array.from(b, codePoint);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] as number) - (right[i] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const codePoint = (character: string): number => character.codePointAt(0) ?? 0;

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
