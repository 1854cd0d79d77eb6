import type { Task } from '../../core/config/tasks.ts';
import { tasksOf } from '../../core/config/tasks.ts';
import { counted } from '../../core/words.ts';
import type { Config } from '../../schemas/types/config.ts';
import { outputName } from '../network/build-network.ts';
import type { Graph } from '../network/graph.ts';

/** A head of a network that does not know its labels. */
export interface Head {
  readonly name: string;
  readonly units: number;
}

export function headsOf({ layers, outputs }: Graph): Head[] {
  return outputs.map((output) => {
    const layer = layers.find(({ name }) => name === output)!;
    return { name: output, units: layer.kind === 'Dense' ? layer.units : 0 };
  });
}

/** "print_clf (7 classes), sleeves_clf (2 classes)". */
export function headsText(heads: readonly Head[]): string {
  return heads.map(({ name, units }) => `${name} (${counted(units, 'class', 'classes')})`).join(', ');
}

/**
 * The task of each head: that of its name, `<task>_clf`, or, where not one name is of these, by the order. Throws an Error with the reason
 * as a clause if the config's tasks are not those of the network.
 */
export function tasksOfHeads(heads: readonly Head[], config: Config): Task[] {
  const tasks = tasksOf(config);
  const differs = `its outputs are ${headsText(heads)}, but model.target_encoder of the config has ${tasksText(tasks)}`;
  if (tasks.length !== heads.length) throw new Error(differs);
  const byName = heads.map(({ name }) => tasks.find(({ task }) => outputName(task) === name));
  const found = byName.every((task) => task === undefined) ? tasks : byName;
  return heads.map(({ units }, i) => {
    const task = found[i];
    if (task?.labels.length !== units) throw new Error(differs);
    return task;
  });
}

function tasksText(tasks: readonly Task[]): string {
  return tasks.map(({ task, labels }) => `${task} (${counted(labels.length, 'label')})`).join(', ');
}
