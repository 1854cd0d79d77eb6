import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  FileChangeType,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver/node';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { LanguageClient, uriOf } from './language-client.ts';

const capabilities = { textDocument: { diagnostic: {} } };
const watches = {
  ...capabilities,
  workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
};
const WRONG = `${CONFIG}  epoch: 3\n`;

const pullAll = (client: LanguageClient, previousResultIds: { uri: string; value: string }[] = []) =>
  client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds });
const known = ({ items }: WorkspaceDiagnosticReport) =>
  items.map(({ uri, resultId = '' }) => ({ uri, value: resultId }));

describe.each(['in-process', 'stdio'] as const)('diagnostics of a workspace (%s)', (transport) => {
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
    await writeFile(join(root, 'config.yml'), WRONG);
    expect((await pullAll(client, known(first))).items).toMatchObject([
      { kind: 'unchanged', uri: a },
      { kind: 'full', uri: b, items: [{ code: 'unknown-key' }] },
    ]);
  });

  it('are found again only when something changed, where the editor tells of changes', async () => {
    const root = await soundProject();
    const config = join(root, 'config.yml');
    const client = await LanguageClient.start(root, transport, { capabilities: watches });
    const first = await pullAll(client);
    await writeFile(config, WRONG);
    expect((await pullAll(client, known(first))).items).toMatchObject([{ kind: 'unchanged' }]);
    await client.changedOnDisk(config);
    expect((await pullAll(client, known(first))).items).toMatchObject([
      { kind: 'full', items: [{ code: 'unknown-key' }] },
    ]);
  });

  it('leave out what is open, and take back what was said about a config that is gone', async () => {
    const root = await soundProject({ 'data/rows.csv': `${ROWS}ragged\n` });
    const [config, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
    const client = await LanguageClient.start(root, transport, { capabilities: watches });
    const first = await pullAll(client);
    expect(await client.published(csv, () => true)).toMatchObject([{ code: 'ragged-row' }]);
    await client.openSilently(config, CONFIG);
    expect((await pullAll(client, known(first))).items).toEqual([]);
    await client.close(config);
    expect((await pullAll(client)).items).toMatchObject([{ uri: uriOf(config) }]);
    client.forget();
    await rm(config);
    await client.changedOnDisk(config, FileChangeType.Deleted);
    expect((await pullAll(client, known(first))).items).toEqual([
      { kind: 'full', uri: uriOf(config), version: null, items: [] },
    ]);
    expect(await client.published(csv, () => true)).toEqual([]);
  });

  it('know a file by whichever URI the editor writes', async () => {
    const root = join(await soundProject(), 'my project (copy) ü 100% #1');
    await mkdir(join(root, 'data'), { recursive: true });
    const config = join(root, 'config.yml');
    await writeFile(config, WRONG);
    await writeFile(join(root, 'data/rows.csv'), ROWS);
    // As VS Code writes it, and Node does not.
    const uri = uriOf(config).replace('(', '%28').replace(')', '%29');
    const client = await LanguageClient.start(root, transport, { capabilities });
    const { items } = await pullAll(client);
    expect(items).toMatchObject([{ uri: uriOf(config), kind: 'full' }]);
    const value = items[0]?.resultId ?? '';
    expect((await pullAll(client, [{ uri, value }])).items).toEqual([
      { uri, kind: 'unchanged', version: null, resultId: value },
    ]);
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'yaml', version: 1, text: WRONG },
    });
    expect((await pullAll(client, [{ uri, value }])).items).toEqual([]);
    await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    expect((await pullAll(client, [{ uri, value }])).items).toMatchObject([{ kind: 'unchanged' }]);
  });
});
