import type { Command } from 'commander';
import { hasErrors, type ProjectCheck } from '../../../core/check.ts';
import { type ConfigCheck, checkConfig } from '../../../core/check-config.ts';
import { tasksOf } from '../../../core/config/tasks.ts';
import type { DatasetCheck } from '../../../core/dataset-config/check-dataset-config.ts';
import { countFindings } from '../../../core/findings/count-findings.ts';
import { formatFinding } from '../../../core/findings/format-finding.ts';
import { count, counted } from '../../../core/words.ts';
import type { Finding } from '../../../schemas/types/finding.ts';
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
  const { findings } = 'project' in checked ? checked.project : checked.dataset;
  const facts = 'project' in checked ? projectFacts(checked.project) : datasetFacts(checked.dataset);
  const lines = findings.map((finding) => formatFinding(finding, { root, colors: colors.isColorSupported }));
  return `${[...lines, summary(findings, facts, colors)].join('\n')}\n`;
}

/** "6 000 rows", "3 tasks". */
function projectFacts({ document, dataframe }: ProjectCheck): string[] {
  return [
    ...(dataframe?.columns.length ? [counted(dataframe.rows, 'row')] : []),
    ...(document.config ? [counted(tasksOf(document.config).length, 'task')] : []),
  ];
}

/** "1 200 garments", "2 of 5 categories to model". */
function datasetFacts({ config, garments }: DatasetCheck): string[] {
  if (!config || !garments) return [];
  const groups = Object.keys(config.categories.aggregation);
  const modelled = groups.filter((group) => config.categories.to_model.includes(group)).length;
  return [
    counted(garments.length, 'garment'),
    `${count(modelled)} of ${counted(groups.length, 'category', 'categories')} to model`,
  ];
}

/** "Multitask ✓ 6 000 rows · 3 tasks", or what there is to mend. */
function summary(findings: readonly Finding[], facts: readonly string[], colors: Colors): string {
  const failed = hasErrors(findings);
  const counts = countFindings(findings);
  const parts = failed ? [counts, ...facts] : [...facts, ...(counts === '' ? [] : [counts])];
  return `Multitask ${failed ? colors.red('✗') : colors.green('✓')} ${parts.join(' · ')}`;
}
