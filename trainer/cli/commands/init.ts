import { relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { hasErrors, type ProjectCheck } from '../../../core/check.ts';
import { accept, type InitOptions, type Proposal, propose } from '../../init/init-project.ts';
import { Cancelled, type Prompts, terminalPrompts } from '../../init/prompts.ts';
import { LEFT_AT_ONCE } from '../stop-on-signals.ts';
import { projectText } from '../terminal/check-text.ts';
import { initPlanLines } from '../terminal/init-plan.ts';
import { colorsFor } from '../terminal/style.ts';

interface Options {
  readonly yes?: true;
  readonly out: string;
  readonly force?: boolean;
  readonly image?: string;
  readonly tasks?: string[];
  readonly separator?: string;
}

export function registerInit(program: Command): void {
  program
    .command('init')
    .description('make a config.yml from a dataframe, or from folders of images')
    .argument(
      '[path]',
      'a CSV or Parquet file, or a folder with one folder of images per class (default: what is here)',
    )
    .option('--yes', 'take the guesses and ask nothing')
    .option('--out <file>', 'the config to write', 'config.yml')
    .option('--force', 'write over a config.yml or labels.csv that is there')
    .option('--image <column>', 'the column with the image paths')
    .option(
      '--tasks <names>',
      'the columns that are tasks, or names for the labels in folder names; with commas',
      listOf,
    )
    .option('--separator <text>', 'what stands between the labels in folder names such as striped_long (default: _)')
    .addHelpText(
      'after',
      [
        '',
        'Asks what it cannot know on a terminal; elsewhere it only shows its guesses, unless --yes takes them. Folders need a dataframe too,',
        'labels.csv, which is written beside the config. What was written is checked at once.',
        'Exit codes: 0 written and sound; 1 nothing was written, or there is something to mend (it is said); 130 left with Ctrl-C.',
        '',
        'Examples:',
        '  multitask init garments.csv --yes',
        '  multitask init images --tasks print,sleeves',
      ].join('\n'),
    )
    .action(init);
}

function listOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new InvalidArgumentError('Write names with commas between them.');
  return names;
}

async function init(path: string | undefined, { yes, out, force = false, ...choices }: Options): Promise<void> {
  const root = process.cwd();
  const options: InitOptions = { root, out: resolve(out), force, ...choices, ...(path !== undefined && { path }) };
  const asks = !yes && process.stdin.isTTY && process.stdout.isTTY;
  try {
    await run(options, { yes: yes ?? false, prompts: asks ? await terminalPrompts() : undefined });
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = LEFT_AT_ONCE;
  }
}

async function run(
  options: InitOptions,
  { yes, prompts }: { yes: boolean; prompts: Prompts | undefined },
): Promise<void> {
  const { stdout } = process;
  const colors = colorsFor(stdout);
  const proposal = await propose(options, prompts);
  stdout.write(`${initPlanLines(proposal, colors).join('\n')}\n`);
  if (!yes && !prompts) {
    stdout.write('\nNothing was written: these are guesses. The same command with --yes takes them.\n');
    process.exitCode = 1;
    return;
  }
  const { check, plan } = await accept(proposal, options, prompts);
  const config = relative(options.root, options.out);
  const written = [...(proposal.dataframe ? [relative(options.root, proposal.dataframe.file)] : []), config];
  stdout.write(
    `\nWrote ${written.join(' and ')}.\n${changes(proposal, plan)}${projectText(withoutInfos(check), options.root, colors)}`,
  );
  if (hasErrors(check.findings)) process.exitCode = 1;
  else stdout.write(`\nNext:  multitask train ${config}\n`);
}

/** The proposal has said what is merely good to know. */
function withoutInfos(check: ProjectCheck): ProjectCheck {
  return { ...check, findings: check.findings.filter(({ severity }) => severity !== 'info') };
}

/** What the check made of the guesses. */
function changes({ plan }: Proposal, settled: Proposal['plan']): string {
  if (plan.splitColumn === undefined || settled.splitColumn !== undefined) return '';
  return `The column ${plan.splitColumn} is not used: some labels would be left with nothing to train on or to validate with. A share of all rows validates.\n`;
}
