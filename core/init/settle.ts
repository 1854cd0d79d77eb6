import { checkProject, type ProjectCheck } from '../check.ts';
import type { ProjectPlace } from '../paths.ts';
import { configText } from './config-text.ts';
import type { InitPlan } from './plan.ts';

/** A config's text, and what the check says of it. */
export interface SettledConfig {
  readonly plan: InitPlan;
  readonly text: string;
  readonly check: ProjectCheck;
}

/** With which a split column keeps the tasks from being learnt. */
const SPLIT_ERRORS = ['label-only-in-validation', 'too-few-rows', 'task-without-labelled-rows', 'split-value'];

/**
 * The config of a plan, after the check that training starts with: where that refuses the batch size or the split column, the plan does without. What it
 * still refuses is wrong with the data. Nothing is written; the dataframe must be there.
 */
export async function settle(plan: InitPlan, { root, configFile }: ProjectPlace): Promise<SettledConfig> {
  const text = configText(plan);
  const check = await checkProject({ configFile, root, text });
  const mended = withoutRefusals(plan, check);
  return mended ? settle(mended, { root, configFile }) : { plan, text, check };
}

function withoutRefusals(plan: InitPlan, { findings, split }: ProjectCheck): InitPlan | undefined {
  const errors = new Set(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code));
  if (plan.splitColumn !== undefined && SPLIT_ERRORS.some((code) => errors.has(code))) {
    const { splitColumn: _, ...rest } = plan;
    return rest;
  }
  const rows = split?.train.length ?? 0;
  return errors.has('batch-larger-than-data') && rows > 0 ? { ...plan, batchSize: rows } : undefined;
}
