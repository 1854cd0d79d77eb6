#!/usr/bin/env node
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { ThreadData } from './data/thread-data.ts';
import { serve } from './server.ts';

const TRANSPORTS = ['--stdio', '--node-ipc', '--socket', '--pipe'];

if (process.argv.some((argument) => TRANSPORTS.some((transport) => argument.startsWith(transport)))) {
  // The connection ends the process with its input and, by the processId of `initialize`, within three seconds of the editor; the end of a Node
  // channel it leaves to us, and work under way would outlive that.
  process.once('disconnect', () => process.exit(1));
  const program = new URL('./data-thread.js', import.meta.url);
  serve(createConnection(ProposedFeatures.all), (onError) => new ThreadData(program, onError));
} else {
  process.stderr.write('The language server talks to an editor: start it with --stdio or --node-ipc.\n');
  process.exitCode = 1;
}
