import type { Command } from 'commander';
import { checkProject, hasErrors, type ProjectCheck } from '../../../core/check.ts';
import { tasksOf } from '../../../core/config/tasks.ts';
import { countFindings } from '../../../core/findings/count-findings.ts';
import { formatFinding } from '../../../core/findings/format-finding.ts';
import { counted } from '../../../core/words.ts';
import { type Colors, colorsFor } from '../terminal/style.ts';

interface Options {
  readonly root?: string;
  readonly json?: true;
}

export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('say what is wrong with a config, its dataframe and its images')
    .argument('<config>', 'the config file, such as config.yml')
    .option('--root <dir>', 'the project root that paths resolve against (default: the working directory)')
    .option('--json', 'print one JSON object: v, findings (schemas/finding.schema.json), rows, tasks')
    .addHelpText('after', '\nExit code 1 if there are errors.\n\nExample:\n  multitask check config.yml')
    .action(check);
}

async function check(configFile: string, { root = process.cwd(), json }: Options): Promise<void> {
  const result = await checkProject({ configFile, root });
  process.stdout.write(
    json ? `${JSON.stringify(asJson(result))}\n` : checkText(result, root, colorsFor(process.stdout)),
  );
  if (hasErrors(result.findings)) process.exitCode = 1;
}

/** `rows` and `tasks` are null where the config or the dataframe could not be read. */
function asJson({ document, dataframe, findings }: ProjectCheck) {
  const tasks = document.config ? tasksOf(document.config).map(({ task }) => task) : null;
  return { v: 1, findings, rows: dataframe?.columns.length ? dataframe.rows : null, tasks };
}

/** Every finding, and a line that sums them up. */
export function checkText(result: ProjectCheck, root: string, colors: Colors): string {
  const findings = result.findings.map((finding) => formatFinding(finding, { root, colors: colors.isColorSupported }));
  return `${[...findings, summary(result, colors)].join('\n')}\n`;
}

/** "Multitask ✓ 6 000 rows · 3 tasks", or what there is to mend. */
function summary({ document, dataframe, findings }: ProjectCheck, colors: Colors): string {
  const failed = hasErrors(findings);
  const facts = [
    ...(dataframe?.columns.length ? [counted(dataframe.rows, 'row')] : []),
    ...(document.config ? [counted(tasksOf(document.config).length, 'task')] : []),
  ];
  const counts = countFindings(findings);
  const parts = failed ? [counts, ...facts] : [...facts, ...(counts === '' ? [] : [counts])];
  return `Multitask ${failed ? colors.red('✗') : colors.green('✓')} ${parts.join(' · ')}`;
}
