#!/usr/bin/env node
import { Command } from 'commander';
import { UserError } from '../../core/errors.ts';
import { formatLocation } from '../../core/findings/format-finding.ts';
import { programVersion } from '../program-version.ts';
import { registerCheck } from './commands/check.ts';
import { registerClassify } from './commands/classify.ts';
import { registerExport } from './commands/export.ts';
import { registerInit } from './commands/init.ts';
import { registerLanguageServer } from './commands/language-server.ts';
import { registerPrepare } from './commands/prepare.ts';
import { registerRuntime } from './commands/runtime.ts';
import { registerStop } from './commands/stop.ts';
import { registerSummary } from './commands/summary.ts';
import { registerTrain } from './commands/train.ts';
import { colorsFor } from './terminal/style.ts';

const program = new Command('multitask')
  .description('Train one image classifier with one head per label, from one config.yml.')
  .version(programVersion())
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(multitask --help lists the commands)')
  .addHelpText('after', '\nExit codes: 0 done, 1 something to mend (it is said), 130 left at once by a second Ctrl-C.');

const COMMANDS = [
  registerInit,
  registerPrepare,
  registerCheck,
  registerSummary,
  registerTrain,
  registerStop,
  registerClassify,
  registerExport,
  registerRuntime,
  registerLanguageServer,
];
for (const register of COMMANDS) register(program);

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read along may be gone, as head is after its lines: what was begun is brought to its end.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  const colors = colorsFor(process.stderr);
  const place = error.location === undefined ? '' : `${formatLocation(error.location, process.cwd())}  `;
  process.stderr.write(`${place}${colors.red('error')}  ${error.message}\n`);
  process.exitCode = 1;
}
