#!/usr/bin/env node
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];

if (process.argv.some((argument) => transports.some((transport) => argument.startsWith(transport)))) {
  serve(createConnection(ProposedFeatures.all));
} else {
  process.stderr.write('The language server talks to an editor: start it with --stdio or --node-ipc.\n');
  process.exitCode = 1;
}
