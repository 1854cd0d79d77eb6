import type { Config } from '../../schemas/types/config.ts';

/** One head of the network. */
export interface Task {
  readonly task: string;
  /** In the order of the head's outputs. */
  readonly labels: readonly string[];
}

/** The tasks in the order of target_encoder, which is the order of the network's heads. */
export function tasksOf(config: Config): readonly Task[] {
  return Object.entries(config.model.target_encoder).map(([task, labels]) => ({ task, labels }));
}

/** A task needs two labels to tell apart; the schema says so too. */
export const FEWEST_LABELS = 2;
