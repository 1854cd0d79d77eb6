import { resolve } from 'node:path';
import type { Command } from 'commander';
import stringWidth from 'string-width';
import { readConfig } from '../../../core/config/config-document.ts';
import { formatFinding } from '../../../core/findings/format-finding.ts';
import { count } from '../../../core/words.ts';
import type { Config } from '../../../schemas/types/config.ts';
import { buildNetwork } from '../../network/build-network.ts';
import { type NetworkSummary, type SummaryRow, summarize } from '../../network/summary.ts';
import { type Colors, colorsFor } from '../terminal/style.ts';
import { type Column, table } from '../terminal/table.ts';

export function registerSummary(program: Command): void {
  program
    .command('summary')
    .description('show the network that a config describes, layer by layer')
    .argument('<config>', 'the config file, such as config.yml')
    .option('--json', 'print one JSON object: v, layers, parameters')
    .addHelpText('after', '\nReads neither the dataframe nor images.\n\nExample:\n  multitask summary config.yml')
    .action(summary);
}

async function summary(configFile: string, { json }: { readonly json?: true }): Promise<void> {
  const { config, findings } = await readConfig(resolve(configFile));
  if (config === undefined) {
    const colors = colorsFor(process.stderr).isColorSupported;
    for (const finding of findings) {
      process.stderr.write(`${formatFinding(finding, { root: process.cwd(), colors })}\n`);
    }
    process.exitCode = 1;
    return;
  }
  const network = summarize(buildNetwork(config));
  const { stdout } = process;
  const lines = json ? [asJson(network)] : asText(config, network, stdout.columns, colorsFor(stdout));
  stdout.write(`${lines.join('\n')}\n`);
}

function asJson({ rows, total, trainable }: NetworkSummary): string {
  return JSON.stringify({ v: 1, layers: rows, parameters: { total, trainable } });
}

/** @param width Cells that a line may take; undefined where nobody wraps lines, as in a file. */
function asText(
  config: Config,
  { rows, total, trainable }: NetworkSummary,
  width: number | undefined,
  colors: Colors,
): string[] {
  const { backbone, alpha, input_shape } = config.model;
  const name = backbone === 'mobilenet' ? `mobilenet, alpha ${alpha}` : backbone;
  return [
    `${name}, ${input_shape.join(' × ')} pixels`,
    '',
    ...fittingTable(rows, width ?? Number.POSITIVE_INFINITY, colors),
    '',
    `${count(total)} parameters: ${count(trainable)} trainable, ${count(total - trainable)} not.`,
  ];
}

interface SummaryColumn extends Column {
  readonly cell: (row: SummaryRow) => string;
}

const LAYER: SummaryColumn = { title: 'layer', cell: ({ name }) => name };
const KIND: SummaryColumn = { title: 'kind', cell: ({ kind }) => kind };
const SHAPE: SummaryColumn = {
  title: 'output shape',
  align: 'right',
  cell: ({ outputShape }) => outputShape.join(' × '),
};
const PARAMETERS: SummaryColumn = {
  title: 'parameters',
  align: 'right',
  cell: ({ parameters }) => (parameters === 0 ? '' : count(parameters)),
};
const TRAINABLE: SummaryColumn = {
  title: 'trainable',
  cell: ({ parameters, trainable }) => (parameters === 0 ? '' : trainable ? 'yes' : 'no'),
};

/** From all columns to those that a narrow terminal has room for. */
const CHOICES = [
  [LAYER, KIND, SHAPE, PARAMETERS, TRAINABLE],
  [LAYER, SHAPE, PARAMETERS, TRAINABLE],
  [LAYER, SHAPE, PARAMETERS],
  [LAYER, PARAMETERS],
];

function fittingTable(rows: readonly SummaryRow[], width: number, colors: Colors): string[] {
  let lines: string[] = [];
  for (const columns of CHOICES) {
    lines = table(
      columns,
      rows.map((row) => columns.map(({ cell }) => cell(row))),
      colors,
    );
    if (Math.max(...lines.map((line) => stringWidth(line))) <= width) break;
  }
  return lines;
}
