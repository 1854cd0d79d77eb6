import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkProject, hasErrors, type ProjectCheck } from '../../../core/check.ts';
import { UserError } from '../../../core/errors.ts';
import { countFindings } from '../../../core/findings/count-findings.ts';
import { formatFinding } from '../../../core/findings/format-finding.ts';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import type { LadderOptions } from '../../runtime/ladder.ts';
import { settledSplit } from '../../training/settled-split.ts';
import type { TrainingProject } from '../../training/train.ts';
import { ladderOptions, type RuntimeFlags, withRuntimeFlags } from '../runtime-options.ts';
import { LEFT_AT_ONCE, type Stop, stopOnSignals } from '../stop-on-signals.ts';
import { createProgress } from '../terminal/progress.ts';
import { printReport } from '../terminal/report.ts';
import { colorsFor } from '../terminal/style.ts';

interface Options extends RuntimeFlags {
  readonly root?: string;
  readonly events?: true;
  readonly resume?: string;
}

export function registerTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train the network that a config describes')
    .argument('<config>', 'the config file, such as config.yml')
    .option('--root <dir>', 'the project root that paths resolve against (default: the working directory)')
    .option('--events', 'print one event as JSON per line instead of progress (schemas/run-event.schema.json)')
    .option('--resume <run>', 'go on with a run: its name, the path of its folder, or latest')
    .addHelpText(
      'after',
      [
        '',
        'Ctrl-C finishes the step, saves the best weights so far and reports; a second one leaves at once.',
        'multitask stop does the same from any other window. multitask runtime says what --runtime can be here.',
        'Exit codes: 0 finished, or stopped and saved; 1 something to mend; 130 left before anything was saved.',
        '',
        'Examples:',
        '  multitask train config.yml',
        '  multitask train config.yml --resume latest',
      ].join('\n'),
    )
    .action(trainCommand);
  withRuntimeFlags(command, 'model.runtime of the config');
}

async function trainCommand(
  configFile: string,
  { root = process.cwd(), events, resume, ...flags }: Options,
): Promise<void> {
  const project = await checkedProject(resolve(configFile), resolve(root));
  if (project === undefined) {
    process.exitCode = 1;
    return;
  }
  const stop = stopOnSignals();
  const output = events ? eventOutput() : progressOutput();
  try {
    await trainProject(project, {
      resume,
      stop,
      runtime: ladderOptions(flags, project.config.model.runtime),
      ...output,
    });
  } finally {
    stop.close();
  }
}

/** How a run is shown. */
interface Output {
  show(event: RunEvent): void;
  close(): void;
  /** Whether people read it: then they get a report, and have read of a failure. */
  readonly forPeople: boolean;
}

interface TrainingOptions extends Output {
  readonly resume: string | undefined;
  readonly stop: Stop;
  readonly runtime: LadderOptions;
}

async function trainProject(
  project: TrainingProject,
  { resume, stop, runtime, ...output }: TrainingOptions,
): Promise<void> {
  // Loaded here, so that a config with errors is told of them without waiting for TF.js.
  const { openRuntime } = await import('../../runtime/ladder.ts');
  const { createRun } = await import('../../run/create-run.ts');
  const { runToResume } = await import('../../run/resume.ts');
  const { watchStopRequest } = await import('../../run/stop-request.ts');
  const { isOver } = await import('../../training/loop.ts');
  const { train } = await import('../../training/train.ts');

  const { config, configFile, root } = project;
  const resumed =
    resume === undefined ? undefined : await runToResume(root, resume, config, (progress) => isOver(progress, config));
  // Before there is a new run: a runtime that cannot be used leaves none behind.
  const opened = await openRuntime(runtime);
  let told = false;
  const sink = (event: RunEvent) => {
    told ||= event.type === 'run-ended';
    output.show(event);
  };
  let requests: { close(): Promise<void> } | undefined;
  try {
    const run = resumed ?? (await createRun(root, configFile));
    requests = await watchStopRequest(run, stop.ask);
    const report = await train({ project, run, opened, sink, stop: stop.signal });
    output.close();
    if (report && output.forPeople) printReport(report, process.stdout);
    if (report === undefined) process.exitCode = LEFT_AT_ONCE;
  } catch (error) {
    output.close();
    if (!(error instanceof UserError && output.forPeople && told)) throw error;
    process.exitCode = 1;
  } finally {
    await requests?.close();
    await opened.runtime.dispose();
  }
}

/** Prints what stands in the way of training or looks wrong; what is merely good to know, `multitask check` says. undefined: there are errors. */
async function checkedProject(configFile: string, root: string): Promise<TrainingProject | undefined> {
  const check = await checkProject({ configFile, root });
  const colors = colorsFor(process.stderr).isColorSupported;
  for (const finding of check.findings.filter(({ severity }) => severity !== 'info')) {
    process.stderr.write(`${formatFinding(finding, { root, colors })}\n`);
  }
  if (hasErrors(check.findings)) {
    process.stderr.write(`Nothing was trained: ${countFindings(check.findings)}.\n`);
    return undefined;
  }
  return { ...trainable(check), configFile, root };
}

function trainable({ document, dataframe, split }: ProjectCheck): Pick<TrainingProject, 'config' | 'rows' | 'split'> {
  if (!document.config || !dataframe || !split) throw new Error('A check without errors left the project unread.');
  return { config: document.config, rows: dataframe.rows, split: settledSplit(split) };
}

function progressOutput(): Output {
  const progress = createProgress(process.stderr);
  return { show: (event) => progress.show(event), close: () => progress.close(), forPeople: true };
}

function eventOutput(): Output {
  return {
    show: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
    close: () => {},
    forPeople: false,
  };
}
