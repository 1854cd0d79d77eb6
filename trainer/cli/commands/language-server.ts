import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { distFile } from '../../dist-file.ts';

export function registerLanguageServer(program: Command): void {
  program
    .command('language-server')
    .description('check configs as they are typed: the language server, for any editor that speaks LSP')
    .option('--stdio', 'talk over standard input and output, as most editors do')
    .option('--node-ipc', 'talk over the channel of a Node process')
    .option('--clientProcessId <pid>', 'end when this process does')
    .addHelpText('after', '\nExample:\n  multitask language-server --stdio')
    .action(serve);
}

/** The server is a program of its own, built beside this one; it reads the options itself and takes this process over. */
async function serve(): Promise<void> {
  await import(pathToFileURL(distFile('language-server.js')).href);
}
