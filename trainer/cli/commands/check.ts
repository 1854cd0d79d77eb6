import type { Command } from 'commander';
import { hasErrors } from '../../../core/check.ts';
import { type ConfigCheck, checkConfig } from '../../../core/check-config.ts';
import { tasksOf } from '../../../core/config/tasks.ts';
import { UserError } from '../../../core/errors.ts';
import type { Severities } from '../../../core/severity/apply-severities.ts';
import { readSeverities } from '../../../core/severity/read-severities.ts';
import { datasetText, projectText } from '../terminal/check-text.ts';
import { type Colors, colorsFor } from '../terminal/style.ts';

interface Options {
  readonly root?: string;
  readonly json?: true;
  /** `code=severity` each. */
  readonly rule: readonly string[];
}

export function registerCheck(program: Command): void {
  program
    .command('check')
    .description(
      'say what is wrong with a config, its dataframe and its images, or with a dataset, its lists and its images',
    )
    .argument('<config>', 'the config file, such as config.yml or dataset_config.yml')
    .option('--root <dir>', 'the project root that paths resolve against (default: the working directory)')
    .option(
      '--json',
      'print one JSON object: v, findings (schemas/finding.schema.json), rows, tasks; of a dataset: garments, to_model',
    )
    .option(
      '--rule <code=severity>',
      'how grave a diagnostic is: error, warning, info or off; may be given for several (docs/rules.md lists the codes)',
      (rule: string, before: readonly string[]) => [...before, rule],
      [],
    )
    .addHelpText(
      'after',
      '\nExit code 1 if there are errors.\n\nExamples:\n  multitask check config.yml\n  multitask check config.yml --rule unused-label=error --rule missing-labels=off',
    )
    .action(check);
}

async function check(configFile: string, { root = process.cwd(), json, rule }: Options): Promise<void> {
  const checked = await checkConfig({ configFile, root, severities: severitiesOf(rule) });
  const { findings } = 'project' in checked ? checked.project : checked.dataset;
  process.stdout.write(
    json ? `${JSON.stringify(asJson(checked))}\n` : asText(checked, root, colorsFor(process.stdout)),
  );
  if (hasErrors(findings)) process.exitCode = 1;
}

/** Throws a UserError that names every option which says nothing known. */
function severitiesOf(options: readonly string[]): Severities {
  const { severities, problems } = readSeverities(
    options.map((option) => {
      const [code = '', ...severity] = option.split('=');
      return [code, severity.join('=')];
    }),
  );
  if (problems.length > 0) throw new UserError(problems.map((problem) => `--rule: ${problem}`).join('\n'));
  return severities;
}

/** What is null could not be read. */
function asJson(checked: ConfigCheck) {
  if ('project' in checked) {
    const { document, dataframe, findings } = checked.project;
    const tasks = document.config ? tasksOf(document.config).map(({ task }) => task) : null;
    return { v: 1, findings, rows: dataframe?.columns.length ? dataframe.rows : null, tasks };
  }
  const { config, garments, findings } = checked.dataset;
  return { v: 1, findings, garments: garments?.length ?? null, to_model: config?.categories.to_model ?? null };
}

function asText(checked: ConfigCheck, root: string, colors: Colors): string {
  return 'project' in checked ? projectText(checked.project, root, colors) : datasetText(checked.dataset, root, colors);
}
