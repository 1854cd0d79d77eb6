#!/usr/bin/env node
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server.ts';

const TRANSPORTS = ['--stdio', '--node-ipc', '--socket', '--pipe'];

if (process.argv.some((argument) => TRANSPORTS.some((transport) => argument.startsWith(transport)))) {
  // It ends by itself with the channel and, by the processId of `initialize`, with the editor.
  serve(createConnection(ProposedFeatures.all));
} else {
  process.stderr.write('The language server talks to an editor: start it with --stdio or --node-ipc.\n');
  process.exitCode = 1;
}
