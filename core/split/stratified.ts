import { type Random, randomFor, shuffled, shuffledIndices } from '../random.ts';
import { ROWS_PER_SLICE, type Slices } from '../slices.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { validationTargets } from './validation-targets.ts';

/**
 * A seeded draw of `share` of the rows for validation that keeps the label shares of all tasks at once: iterative stratification, which
 * serves the label with the fewest undealt rows first. Source: Sechidis, Tsoumakas and Vlahavas 2011, "On the Stratification of
 * Multi-Label Data", with a (task, label) pair as a label. Unlike there, targets are whole rows, and a row goes where the squared distance of
 * all its labels from their course stays smaller, not where its rarest label alone asks for it: with six tasks that leaves labels one row
 * off instead of a dozen.
 *
 * Every label keeps a row in training. One with two rows or more has one on either side, even where many rare labels then make
 * validation larger than its share; only the needs of a row's other labels can prevent it. Rows without any label are dealt at
 * random. Takes time and memory in proportion to rows × tasks.
 *
 * @returns 1 for every row that validates.
 */
export function* stratified(rows: LabelledRows, share: number, seed: number): Slices<Uint8Array> {
  const random = randomFor(seed, 'split');
  yield;
  const labels = yield* Labels.of(rows, share, random);
  const validates = new Uint8Array(rows.length);
  const dealt = new Uint8Array(rows.length);
  for (let rarest = labels.rarest(); rarest; rarest = labels.rarest()) {
    for (const [done, index] of rarest.rows.entries()) {
      if (done % ROWS_PER_SLICE === 0) yield;
      if (dealt[index]) continue;
      dealt[index] = 1;
      validates[index] = labels.deal(index) ? 1 : 0;
    }
  }

  const unlabelled = (yield* shuffledIndices(rows.length, random)).filter((index) => !dealt[index]);
  for (const index of unlabelled.subarray(0, Math.round(share * unlabelled.length))) validates[index] = 1;
  return validates;
}

interface LabelState {
  /** Indices of the rows with the label, in random order. */
  readonly rows: Uint32Array;
  /** Rows that shall validate. */
  target: number;
  /** Rows that shall still be dealt to validation; below 0 when other labels dealt it too many. */
  wanted: number;
  /** Rows not dealt yet. */
  undealt: number;
}

class Labels {
  readonly #rows: LabelledRows;
  readonly #tasks: readonly (readonly LabelState[])[];
  /** In random order, which decides between equally rare labels. */
  readonly #all: readonly LabelState[];

  private constructor(rows: LabelledRows, tasks: readonly (readonly LabelState[])[], random: Random) {
    this.#rows = rows;
    this.#tasks = tasks;
    this.#all = shuffled(tasks.flat(), random);
  }

  static *of(rows: LabelledRows, share: number, random: Random): Slices<Labels> {
    const order = yield* shuffledIndices(rows.length, random);
    const tasks: LabelState[][] = [];
    for (const labels of rows.labels) {
      yield;
      tasks.push(statesOf(rowsByLabel(labels, order), share, random));
    }
    return new Labels(rows, tasks, random);
  }

  /** The label with the fewest undealt rows, or undefined when all rows with labels are dealt. */
  rarest(): LabelState | undefined {
    let rarest: LabelState | undefined;
    for (const label of this.#all) {
      if (label.undealt > 0 && (!rarest || label.undealt < rarest.undealt)) rarest = label;
    }
    return rarest;
  }

  /** Decides for the row with the index and keeps count: true is validation. */
  deal(index: number): boolean {
    const labels: LabelState[] = [];
    for (const [task, states] of this.#tasks.entries()) {
      const state = states[this.#rows.labels[task]?.[index] as number];
      if (state) labels.push(state);
    }
    const validates = shouldValidate(labels);
    for (const label of labels) {
      label.undealt -= 1;
      if (validates) label.wanted -= 1;
    }
    return validates;
  }
}

function shouldValidate(labels: readonly LabelState[]): boolean {
  // In one pass without lists in between: it is asked for every row.
  let isLastToValidate = false;
  let settled = 0;
  for (const label of labels) {
    if (label.undealt === 1 && isUntrained(label)) return false;
    if (label.undealt === 1 && isUnvalidated(label)) isLastToValidate = true;
    settled += settledVote(label);
  }
  if (isLastToValidate) return true;
  return settled === 0 ? isBehind(labels) : settled > 0;
}

/** No row with the label trains so far. */
function isUntrained({ rows, target, wanted, undealt }: LabelState): boolean {
  return undealt - wanted === rows.length - target;
}

/** No row with the label validates so far, though one should. */
function isUnvalidated({ target, wanted }: LabelState): boolean {
  return target > 0 && wanted === target;
}

/** 1: all undealt rows with the label must validate for the target to be met; −1: none may; 0: there is a choice. */
function settledVote({ wanted, undealt }: LabelState): number {
  if (wanted <= 0) return -1;
  return wanted >= undealt ? 1 : 0;
}

/**
 * Whether validating brings the labels closer to their course in the sum of squares. With q the label's target share and d = wanted − q · undealt its
 * lag, validating leaves a lag of d − (1 − q) and training one of d + q, so it does where the sum of d + q − ½ is positive.
 */
function isBehind(labels: readonly LabelState[]): boolean {
  let gain = 0;
  for (const { rows, target, wanted, undealt } of labels) {
    const share = target / rows.length;
    gain += wanted - share * undealt + share - 0.5;
  }
  return gain > 0;
}

/** Per label up to the last that a row has, the indices of its rows in the given order. */
function rowsByLabel(labels: Int16Array | Int32Array, order: Uint32Array): Uint32Array[] {
  const counts: number[] = [];
  for (const label of labels) {
    if (label < 0) continue;
    while (counts.length <= label) counts.push(0);
    (counts[label] as number)++;
  }
  const rows = counts.map((count) => new Uint32Array(count));
  const filled = counts.map(() => 0);
  for (const index of order) {
    const label = labels[index] as number;
    if (label >= 0) (rows[label] as Uint32Array)[(filled[label] as number)++] = index;
  }
  return rows;
}

function statesOf(rowsByLabel: readonly Uint32Array[], share: number, random: Random): LabelState[] {
  const counts = rowsByLabel.map(({ length }) => length);
  const targets = validationTargets(counts, share, random);
  return rowsByLabel.map((rows, label) => {
    const target = targets[label] as number;
    return { rows, target, wanted: target, undealt: rows.length };
  });
}
