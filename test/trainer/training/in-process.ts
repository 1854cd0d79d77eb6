import { join } from 'node:path';
import { checkProject } from '../../../core/check.ts';
import type { RunDirectory } from '../../../core/runs/run-directory.ts';
import type { Report } from '../../../schemas/types/report.ts';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import { createRun } from '../../../trainer/run/create-run.ts';
import type { OpenedRuntime } from '../../../trainer/runtime/rung.ts';
import { type TrainingProject, train } from '../../../trainer/training/train.ts';

/** What tests look at after a run in this process. */
export interface TestRun {
  readonly run: RunDirectory;
  readonly events: RunEvent[];
  readonly report: Report | undefined;
}

export interface TestRunOptions {
  readonly opened: OpenedRuntime;
  /** A run to go on with. */
  readonly run?: RunDirectory;
  readonly onEvent?: (event: RunEvent, stop: () => void) => void;
  readonly change?: (project: TrainingProject) => TrainingProject;
}

export async function projectAt(root: string): Promise<TrainingProject> {
  const configFile = join(root, 'config.yml');
  const { document, dataframe, split } = await checkProject({ configFile, root });
  return { config: document.config!, configFile, root, rows: dataframe!.rows, split: split! };
}

export async function trainHere(
  root: string,
  { opened, run, onEvent, change = (same) => same }: TestRunOptions,
): Promise<TestRun> {
  const project = change(await projectAt(root));
  const directory = run ?? (await createRun(root, project.configFile));
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const report = await train({
    project,
    run: directory,
    opened,
    stop: controller.signal,
    sink(event) {
      events.push(event);
      onEvent?.(event, () => controller.abort());
    },
  });
  return { run: directory, events, report };
}

export function ofType<T extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: T,
): Extract<RunEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}
