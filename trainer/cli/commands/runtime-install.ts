import { Argument, type Command } from 'commander';
import { UserError } from '../../../core/errors.ts';
import { bytes, duration } from '../../../core/words.ts';
import type { RuntimeKind } from '../../runtime/install/installed.ts';
import type { InstallPlan } from '../../runtime/install/plan.ts';
import { LEFT_AT_ONCE, stopOnSignals } from '../stop-on-signals.ts';
import { installPlanLines } from '../terminal/install-plan.ts';
import { createInstallProgress } from '../terminal/install-progress.ts';
import { colorsFor } from '../terminal/style.ts';

const KINDS: readonly RuntimeKind[] = ['native', 'cuda'];

/** Adds `install` and `remove` to the command `runtime`. */
export function registerRuntimeInstall(runtime: Command): void {
  runtime
    .command('install')
    .description('build a private TensorFlow runtime in your data folder: native for the CPU, cuda for an NVIDIA card')
    .addArgument(new Argument('<kind>', 'which one').choices(KINDS))
    .option('--dry-run', 'say what would be done, how large it is and where it goes; change nothing')
    .addHelpText(
      'after',
      [
        '',
        'Takes Linux, a C++ compiler and npm; with pip, wheels come from the index that pip is set to. Nothing is written outside the',
        'data folder (MULTITASK_DATA, or where the system keeps data of programs). Ctrl-C stops; the same command goes on from there.',
        '',
        'Example:',
        '  multitask runtime install native --dry-run',
      ].join('\n'),
    )
    .action(install);
  runtime
    .command('remove')
    .description('remove a private runtime, or all of them')
    .addArgument(new Argument('[kind]', 'which one (default: all)').choices(KINDS))
    .action(remove);
}

async function install(kind: RuntimeKind, { dryRun }: { readonly dryRun?: true }): Promise<void> {
  const { thisHost } = await import('../../runtime/install/host.ts');
  const { planInstall } = await import('../../runtime/install/plan.ts');
  const { recipeFor } = await import('../../runtime/install/recipe.ts');
  const { stdout } = process;
  const plan = await planInstall(recipeFor(kind, process.platform, process.arch), thisHost());
  if (plan.installed !== undefined) {
    stdout.write(`The runtime ${kind} is installed already, in ${plan.folder}.\n`);
    return;
  }
  stdout.write(`${installPlanLines(plan, colorsFor(stdout)).join('\n')}\n`);
  if (plan.missing.length > 0) {
    const lines = plan.missing.map((sentence) => `  ${sentence}`);
    throw new UserError([`The runtime ${kind} cannot be installed yet; nothing was changed.`, ...lines].join('\n'));
  }
  if (dryRun) stdout.write('Nothing was changed (--dry-run).\n');
  else await build(plan);
}

async function build({ recipe, tools }: InstallPlan): Promise<void> {
  const { thisHost } = await import('../../runtime/install/host.ts');
  const { installRuntime } = await import('../../runtime/install/install.ts');
  const { requiredTools } = await import('../../runtime/install/tools.ts');
  const progress = createInstallProgress(process.stderr);
  const stop = stopOnSignals(['SIGINT', 'SIGTERM', 'SIGHUP']);
  const begin = performance.now();
  try {
    const options = { host: thisHost(), tools: requiredTools(tools), progress, signal: stop.signal };
    const { folder, manifest } = await installRuntime(recipe, options);
    progress.close();
    const seconds = (performance.now() - begin) / 1000;
    process.stdout.write(`Installed in ${duration(seconds)}: ${folder}, ${bytes(manifest.bytes)}.\n`);
  } catch (error) {
    progress.close();
    if (!stop.signal.aborted) throw error;
    process.stderr.write('Stopped. What is finished is kept; the same command goes on from there.\n');
    process.exitCode = LEFT_AT_ONCE;
  } finally {
    stop.close();
  }
}

async function remove(kind: RuntimeKind | undefined): Promise<void> {
  const { removeRuntime } = await import('../../runtime/install/remove.ts');
  for (const each of kind === undefined ? KINDS : [kind]) {
    const freed = await removeRuntime(each);
    const line =
      freed === undefined ? `There is no runtime ${each}.` : `Removed ${each}: ${bytes(freed)} are free again.`;
    process.stdout.write(`${line}\n`);
  }
}
