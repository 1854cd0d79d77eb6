import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  DiagnosticRefreshRequest,
  DocumentDiagnosticRequest,
  ErrorCodes,
  InlayHintRefreshRequest,
  RegistrationRequest,
  ResponseError,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import { CONFIG, photo, soundProject } from '../core/project-folder.ts';
import { LanguageClient, uriOf } from './language-client.ts';

const REFUSED = [
  CodeLensRefreshRequest.method,
  DiagnosticRefreshRequest.method,
  InlayHintRefreshRequest.method,
  RegistrationRequest.method,
  WorkDoneProgressCreateRequest.method,
];

const capabilities: ClientCapabilities = {
  workspace: {
    codeLens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    inlayHint: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
};

it.each([['that is told diagnostics', {}] as const, ['that asks for diagnostics', { diagnostic: {} }] as const])(
  'an editor %s and answers all that it is asked with errors does not end the server',
  async (_, textDocument) => {
    const rows = Array.from({ length: 3000 }, (_, row) => `img/${row}.jpg,long,${row % 2 ? 'solid' : 'striped'}`);
    const csvText = `image,sleeves,print\n${rows.join('\n')}\n`;
    const root = await soundProject({ 'data/rows.csv': csvText, 'img/0.jpg': await photo() });
    const [file, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
    const client = await LanguageClient.start(root, 'stdio', { capabilities: { ...capabilities, textDocument } });
    const asked = REFUSED.map(
      (method) =>
        new Promise<void>((resolve) => {
          client.connection.onRequest(method, () => {
            resolve();
            return new ResponseError(ErrorCodes.MethodNotFound, 'Never heard of it.');
          });
        }),
    );
    const version = await client.openSilently(file, CONFIG);
    const check = 'diagnostic' in textDocument ? () => pull(client, file) : () => client.diagnostics(file, version);
    await check();
    await client.changedOnDisk(csv);
    await check();
    await Promise.all(asked);
    await check();
    expect(client.stderr).toEqual([]);
    expect(await client.shutdown()).toBe(0);
  },
);

const pull = (client: LanguageClient, file: string) =>
  client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri: uriOf(file) } });
