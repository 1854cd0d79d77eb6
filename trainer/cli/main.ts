#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command } from 'commander';
import { UserError } from '../../core/errors.ts';
import { formatLocation } from '../../core/findings/format-finding.ts';
import { distFile } from '../dist-file.ts';
import { registerCheck } from './commands/check.ts';
import { registerClassify } from './commands/classify.ts';
import { registerPrepare } from './commands/prepare.ts';
import { registerRuntime } from './commands/runtime.ts';
import { registerStop } from './commands/stop.ts';
import { registerSummary } from './commands/summary.ts';
import { registerTrain } from './commands/train.ts';
import { colorsFor } from './terminal/style.ts';

const { version } = createRequire(import.meta.url)(distFile('../package.json')) as { version: string };

const program = new Command('multitask')
  .description('Train one image classifier with one head per label, from one config.yml.')
  .version(version)
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(multitask --help lists the commands)')
  .addHelpText('after', '\nExit codes: 0 done, 1 something to mend (it is said), 130 left at once by a second Ctrl-C.');

const COMMANDS = [
  registerCheck,
  registerPrepare,
  registerSummary,
  registerTrain,
  registerStop,
  registerClassify,
  registerRuntime,
];
for (const register of COMMANDS) register(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  const colors = colorsFor(process.stderr);
  const place = error.location === undefined ? '' : `${formatLocation(error.location, process.cwd())}  `;
  process.stderr.write(`${place}${colors.red('error')}  ${error.message}\n`);
  process.exitCode = 1;
}
