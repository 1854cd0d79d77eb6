import { type ExtensionContext, extensions, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { givenByYamlExtension } from './yaml-extension.ts';

let client: LanguageClient | undefined;

/** Starts the language server, which checks each config.yml and dataset_config.yml of ours as it is typed. */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = { module: context.asAbsolutePath('dist/language-server.js'), transport: TransportKind.ipc };
  const started = new LanguageClient(
    'multitask',
    'Multitask Vision',
    { run: server, debug: { ...server, options: { execArgv: ['--inspect=6009'] } } },
    {
      documentSelector: [
        { scheme: 'file', language: 'yaml' },
        { scheme: 'file', pattern: '**/*.{csv,tsv}' },
      ],
      initializationOptions: () => ({ ...givenByYamlExtension({ extensions, workspace }), showsPictures: true }),
    },
  );
  client = started;
  await started.start();
  context.subscriptions.push(...followYamlExtension(started));
}

/** Starts the server anew when what the YAML extension gives changes: a server says what it can only once. */
function followYamlExtension(running: LanguageClient): { dispose(): void }[] {
  const given = () => JSON.stringify(givenByYamlExtension({ extensions, workspace }));
  let told = given();
  let restarting = Promise.resolve();
  const follow = () => {
    if (given() === told) return;
    told = given();
    restarting = restarting
      .then(() => running.restart())
      .catch((error) => running.error('The language server did not start again.', error));
  };
  return [extensions.onDidChange(follow), workspace.onDidChangeConfiguration(follow)];
}

/** Ends the language server; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose();
}
