import type { Sample, Split } from '../dataframe/dataframe.ts';
import { type Random, randomFor, shuffled, shuffledIndices } from '../random.ts';
import { validationTargets } from './validation-targets.ts';

/**
 * A seeded draw of `share` of the samples for validation that keeps the label shares of all tasks at once: iterative stratification, which
 * serves the label with the fewest undealt rows first. Source: Sechidis, Tsoumakas and Vlahavas 2011, "On the Stratification of
 * Multi-Label Data", with a (task, label) pair as a label. Unlike there, targets are whole rows, and a row goes where the squared distance of
 * all its labels from their course stays smaller, not where its rarest label alone asks for it: with six tasks that leaves labels one row
 * off instead of a dozen.
 *
 * Every label keeps a row in training. One with two rows or more has one on either side, even where many rare labels then make
 * validation larger than its share; only the needs of a row's other labels can prevent it. Samples without any label are dealt at
 * random. Takes time and memory in proportion to samples × tasks.
 */
export function stratified(
  samples: readonly Sample[],
  share: number,
  seed: number,
): Pick<Split, 'train' | 'validation'> {
  const random = randomFor(seed, 'split');
  const labels = new Labels(samples, share, random);
  const validates = new Uint8Array(samples.length);
  const dealt = new Uint8Array(samples.length);
  for (let rarest = labels.rarest(); rarest; rarest = labels.rarest()) {
    for (const index of rarest.rows) {
      if (dealt[index]) continue;
      dealt[index] = 1;
      validates[index] = labels.deal(index) ? 1 : 0;
    }
  }

  const unlabelled = shuffledIndices(samples.length, random).filter((index) => !dealt[index]);
  for (const index of unlabelled.slice(0, Math.round(share * unlabelled.length))) validates[index] = 1;
  return {
    train: samples.filter((_, index) => !validates[index]),
    validation: samples.filter((_, index) => validates[index]),
  };
}

interface LabelState {
  /** Indices of the samples with the label, in random order. */
  readonly rows: Uint32Array;
  /** Rows that shall validate. */
  target: number;
  /** Rows that shall still be dealt to validation; below 0 when other labels dealt it too many. */
  wanted: number;
  /** Rows not dealt yet. */
  undealt: number;
}

class Labels {
  /** Per task: the label of every sample, -1 for none. */
  readonly #labels: readonly Int32Array[];
  readonly #tasks: readonly (readonly LabelState[])[];
  /** In random order, which decides between equally rare labels. */
  readonly #all: LabelState[];

  constructor(samples: readonly Sample[], share: number, random: Random) {
    const order = shuffledIndices(samples.length, random);
    this.#labels = labelsByTask(samples);
    this.#tasks = this.#labels.map((labels) => statesOf(rowsByLabel(labels, order), share, random));
    this.#all = shuffled(this.#tasks.flat(), random);
  }

  /** The label with the fewest undealt rows, or undefined when all rows with labels are dealt. */
  rarest(): LabelState | undefined {
    let rarest: LabelState | undefined;
    for (const label of this.#all) {
      if (label.undealt > 0 && (!rarest || label.undealt < rarest.undealt)) rarest = label;
    }
    return rarest;
  }

  /** Decides for the sample with the index and keeps count: true is validation. */
  deal(index: number): boolean {
    const labels: LabelState[] = [];
    for (const [task, states] of this.#tasks.entries()) {
      const state = states[this.#labels[task]?.[index] as number];
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
  const lastChances = labels.filter(({ undealt }) => undealt === 1);
  if (lastChances.some(isUntrained)) return false;
  if (lastChances.some(isUnvalidated)) return true;
  const settled = labels.reduce((votes, label) => votes + settledVote(label), 0);
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

function labelsByTask(samples: readonly Sample[]): Int32Array[] {
  const tasks = samples[0]?.labels.length ?? 0;
  const byTask = Array.from({ length: tasks }, () => new Int32Array(samples.length));
  for (const [index, sample] of samples.entries()) {
    for (const [task, label] of sample.labels.entries()) (byTask[task] as Int32Array)[index] = label;
  }
  return byTask;
}

/** Per label up to the last that a sample has, the indices of its samples in the given order. */
function rowsByLabel(labels: Int32Array, order: Uint32Array): Uint32Array[] {
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
