import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver/node';
import { CONFIG, photo, ROWS, soundProject } from '../core/project-folder.ts';
import { LanguageClient, uriOf } from './language-client.ts';

const capabilities: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true } },
  window: { workDoneProgress: true },
};
const WRONG = `${CONFIG}  epoch: 3\n`;

const pull = (client: LanguageClient, file: string): Promise<DocumentDiagnosticReport> =>
  client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri: uriOf(file) } });
const pullAll = (client: LanguageClient, previousResultIds: { uri: string; value: string }[] = []) =>
  client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds });

describe.each(['in-process', 'stdio'] as const)('diagnostics that the editor asks for (%s)', (transport) => {
  it('answers for the document as it is', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root, transport, { capabilities });
    expect(client.initialized?.capabilities.diagnosticProvider).toEqual({
      identifier: 'multitask',
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    await client.openSilently(file, WRONG);
    expect(await pull(client, file)).toMatchObject({ kind: 'full', items: [{ code: 'unknown-key' }] });
    await client.change(file, CONFIG);
    expect(await pull(client, file)).toEqual({ kind: 'full', items: [] });
    await client.change(file, 'version: 2\n');
    expect(await pull(client, file)).toEqual({ kind: 'full', items: [] });
    expect(client.publishedVersions(file)).toEqual([]);
  });

  it('asks the editor to ask again when data changed, and shows what is wrong with the dataframe on it', async () => {
    const root = await soundProject();
    const [file, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
    const client = await LanguageClient.start(root, transport, { capabilities });
    await client.openSilently(file, CONFIG);
    expect(await pull(client, file)).toEqual({ kind: 'full', items: [] });
    await writeFile(csv, `${ROWS}ragged\n`);
    await client.changedOnDisk(csv);
    await client.toldOf('workspace/diagnostic/refresh');
    expect(await pull(client, file)).toEqual({ kind: 'full', items: [] });
    expect(await client.published(csv, ({ diagnostics }) => diagnostics.length > 0)).toMatchObject([
      { code: 'ragged-row' },
    ]);
  });

  it('answers for every config of the workspace that is not open, and says what did not change', async () => {
    const root = await soundProject({
      'b/config.yml': WRONG,
      'c/config.yml': 'version: 2.1\njobs: {}\n',
      'node_modules/x/config.yml': WRONG,
    });
    const client = await LanguageClient.start(root, transport, { capabilities });
    const first = await pullAll(client);
    const [a, b] = [uriOf(join(root, 'b/config.yml')), uriOf(join(root, 'config.yml'))];
    expect(first.items).toMatchObject([
      { kind: 'full', uri: a, items: [{ code: 'unknown-key' }] },
      { kind: 'full', uri: b, items: [] },
    ]);
    const known = first.items.map(({ uri, resultId }) => ({ uri, value: resultId as string }));
    await writeFile(join(root, 'config.yml'), WRONG);
    expect((await pullAll(client, known)).items).toMatchObject([
      { kind: 'unchanged', uri: a },
      { kind: 'full', uri: b, items: [{ code: 'unknown-key' }] },
    ]);
  });

  it('shows how far many images are, and ends when asked to', async () => {
    const names = Array.from(
      { length: 3000 },
      (_, index) => `img/${index}.jpg,long,${index % 2 ? 'solid' : 'striped'}`,
    );
    const root = await soundProject({
      'data/rows.csv': `image,sleeves,print\n${names.join('\n')}\n`,
      'img/0.jpg': await photo(),
    });
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root, transport, { capabilities });
    await client.openSilently(file, CONFIG);
    const answer = pull(client, file).then(
      () => 'answered',
      (error: Error) => error.message,
    );
    const { token } = (await client.toldOf('window/workDoneProgress/create')) as { token: string };
    await client.toldOf('$/progress', (params) => JSON.stringify(params).includes('"kind":"begin"'));
    await client.cancelProgress(token);
    await client.toldOf('$/progress', (params) => JSON.stringify(params).includes('"kind":"end"'));
    // The whole check may have been quicker than the person.
    expect(['The check was ended.', 'answered']).toContain(await answer);
  });
});
