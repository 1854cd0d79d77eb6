import type { Random } from '../random.ts';
import { shuffled } from '../random.ts';

/**
 * How many of the rows with each label of one task validate: within one row of `share` of them, the task's total rounded once, and for a label
 * with two rows or more at least one on either side (largest remainders, Hamilton's method; ties at random). A label's only row is
 * trained on.
 */
export function validationTargets(rows: readonly number[], share: number, random: Random): number[] {
  const targets = rows.map((count) => clamp(Math.floor(share * count), Math.min(1, count - 1), count - 1));
  let missing = Math.round(share * sum(rows)) - sum(targets);
  const remainder = (label: number) => share * (rows[label] as number) - (targets[label] as number);
  const candidates = shuffled(rows.keys(), random)
    .filter((label) => remainder(label) > 0 && (targets[label] as number) < (rows[label] as number) - 1)
    .sort((a, b) => remainder(b) - remainder(a));
  for (const label of candidates) {
    if (missing <= 0) break;
    (targets[label] as number)++;
    missing--;
  }
  return targets;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(0, Math.min(Math.max(value, low), high));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
