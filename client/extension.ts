import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** Starts the language server, which checks each config.yml and dataset_config.yml of ours as it is typed. */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = { module: context.asAbsolutePath('dist/language-server.js'), transport: TransportKind.ipc };
  client = new LanguageClient(
    'multitask',
    'Multitask Vision',
    { run: server, debug: { ...server, options: { execArgv: ['--inspect=6009'] } } },
    {
      documentSelector: [
        { scheme: 'file', language: 'yaml' },
        { scheme: 'file', pattern: '**/*.{csv,tsv}' },
      ],
    },
  );
  await client.start();
}

/** Ends the language server; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose();
}
