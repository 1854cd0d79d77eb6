import { type Random, randomFor } from '../../core/random.ts';
import { mutatedCsv } from './mutate-csv.ts';
import { mutatedYaml } from './mutate-yaml.ts';
import type { Project } from './project.ts';

/** Something that no project should hold, in place of one of its files. */
export type Input =
  | { readonly kind: 'config' | 'dataset'; readonly text: string; readonly random: Random }
  | { readonly kind: 'rows'; readonly bytes: Buffer; readonly random: Random };

export const KINDS = ['config', 'dataset', 'rows'] as const;

/** The input of a seed and a number: the same whatever came before. */
export function inputAt(project: Project, seed: number, index: number): Input {
  const random = randomFor(seed, 'fuzz', index);
  const kind = KINDS[index % KINDS.length] as (typeof KINDS)[number];
  switch (kind) {
    case 'config':
      return { kind, text: mutatedYaml(project.config, random), random };
    case 'dataset':
      return { kind, text: mutatedYaml(project.datasetConfig, random), random };
    case 'rows':
      return { kind, bytes: mutatedCsv(project.rows, random), random };
  }
}
