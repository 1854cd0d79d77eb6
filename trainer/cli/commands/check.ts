import type { Command } from 'commander';
import { hasErrors } from '../../../core/check.ts';
import { type ConfigCheck, checkConfig } from '../../../core/check-config.ts';
import { tasksOf } from '../../../core/config/tasks.ts';
import { datasetText, projectText } from '../terminal/check-text.ts';
import { type Colors, colorsFor } from '../terminal/style.ts';

interface Options {
  readonly root?: string;
  readonly json?: true;
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
    .addHelpText('after', '\nExit code 1 if there are errors.\n\nExample:\n  multitask check config.yml')
    .action(check);
}

async function check(configFile: string, { root = process.cwd(), json }: Options): Promise<void> {
  const checked = await checkConfig({ configFile, root });
  const { findings } = 'project' in checked ? checked.project : checked.dataset;
  process.stdout.write(
    json ? `${JSON.stringify(asJson(checked))}\n` : asText(checked, root, colorsFor(process.stdout)),
  );
  if (hasErrors(findings)) process.exitCode = 1;
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
