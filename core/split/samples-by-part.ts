import type { Config } from '../../schemas/types/config.ts';
import type { Sample, Split } from '../dataframe/dataframe.ts';
import { finish } from '../slices.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { PARTS, TEST, TRAIN, VALIDATION } from './parts.ts';
import { splitRows } from './split-rows.ts';

/** Deals samples as splitRows deals rows. Every part keeps their order. */
export function splitSamples(samples: readonly Sample[], config: Pick<Config, 'model'>): Split {
  return samplesByPart(samples, finish(splitRows(labelledRows(samples), config)));
}

/** @param parts TRAIN, VALIDATION or TEST for each sample. */
export function samplesByPart(samples: readonly Sample[], parts: Uint8Array): Split {
  const of = (part: number) => samples.filter((_, index) => parts[index] === part);
  return { train: of(TRAIN), validation: of(VALIDATION), test: of(TEST) };
}

function labelledRows(samples: readonly Sample[]): LabelledRows {
  const tasks = samples[0]?.labels.length ?? 0;
  const labels = Array.from({ length: tasks }, () => new Int32Array(samples.length));
  for (const [index, sample] of samples.entries()) {
    for (const [task, label] of sample.labels.entries()) (labels[task] as Int32Array)[index] = label;
  }
  const parts = Uint8Array.from(samples, ({ part }) => PARTS.indexOf(part ?? 'train'));
  return { length: samples.length, labels, parts };
}
