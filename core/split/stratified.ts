import type { Sample, Split } from '../dataframe/dataframe.ts';
import { type Random, randomFor, shuffled } from '../random.ts';
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
 * random. Takes time in proportion to samples × tasks.
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
      validates[index] = labels.deal(samples[index] as Sample) ? 1 : 0;
    }
  }

  const unlabelled = shuffled(samples.keys(), random).filter((index) => !dealt[index]);
  for (const index of unlabelled.slice(0, Math.round(share * unlabelled.length))) validates[index] = 1;
  return {
    train: samples.filter((_, index) => !validates[index]),
    validation: samples.filter((_, index) => validates[index]),
  };
}

interface LabelState {
  /** Indices of the samples with the label, in random order. */
  readonly rows: readonly number[];
  /** Rows that shall validate. */
  target: number;
  /** Rows that shall still be dealt to validation; below 0 when other labels dealt it too many. */
  wanted: number;
  /** Rows not dealt yet. */
  undealt: number;
}

class Labels {
  readonly #tasks: readonly (readonly LabelState[])[];
  /** In random order, which decides between equally rare labels. */
  readonly #all: LabelState[];

  constructor(samples: readonly Sample[], share: number, random: Random) {
    const order = shuffled(samples.keys(), random);
    const tasks = samples[0]?.labels.length ?? 0;
    this.#tasks = Array.from({ length: tasks }, (_, task) =>
      statesOf(rowsByLabel(samples, order, task), share, random),
    );
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

  /** Decides for a sample and keeps count: true is validation. */
  deal(sample: Sample): boolean {
    const labels: LabelState[] = [];
    for (const [task, label] of sample.labels.entries()) {
      const state = this.#tasks[task]?.[label];
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

function rowsByLabel(samples: readonly Sample[], order: readonly number[], task: number): number[][] {
  const rows: number[][] = [];
  for (const index of order) {
    const label = samples[index]?.labels[task] as number;
    if (label < 0) continue;
    while (rows.length <= label) rows.push([]);
    rows[label]?.push(index);
  }
  return rows;
}

function statesOf(rowsByLabel: readonly number[][], share: number, random: Random): LabelState[] {
  const counts = rowsByLabel.map(({ length }) => length);
  const targets = validationTargets(counts, share, random);
  return rowsByLabel.map((rows, label) => {
    const target = targets[label] as number;
    return { rows, target, wanted: target, undealt: rows.length };
  });
}
