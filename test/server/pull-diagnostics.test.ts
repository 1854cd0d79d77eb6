import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  DiagnosticRefreshRequest,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  LSPErrorCodes,
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

const NO_ANSWER = { code: LSPErrorCodes.ServerCancelled, data: { retriggerRequest: false } };
const isAbout = (params: unknown, file: string) => (params as { uri: string }).uri === uriOf(file);

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

  it('answers every question about a document, though the last alone waits for what is left', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root, transport, { capabilities });
    await client.openSilently(file, WRONG);
    const answers = await Promise.allSettled([pull(client, file), pull(client, file), pull(client, file)]);
    const whole = { kind: 'full', items: [expect.objectContaining({ code: 'unknown-key' })] };
    expect(answers.at(-1)).toEqual({ status: 'fulfilled', value: whole });
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(NO_ANSWER);
    const last = pull(client, file);
    await client.close(file);
    await last.then(
      (answer) => expect(answer).toEqual(whole),
      (reason) => expect(reason).toMatchObject(NO_ANSWER),
    );
  });

  it('asks the editor to ask again only where there is more to say: with several configs that comes to an end', async () => {
    const names = ['one', 'two', 'three', 'four'];
    const rows = Object.fromEntries(names.map((name) => [`data/${name}.csv`, `${ROWS}img/9.jpg,long,solid\n`]));
    const root = await soundProject(rows);
    const client = await LanguageClient.start(root, transport, { capabilities });
    const files = names.map((name) => join(root, `${name}.multitask.yml`));
    for (const [index, file] of files.entries()) {
      // Images are looked at last, so that every first answer lacks the missing one.
      const text = CONFIG.replace('rows.csv', `${names[index]}.csv`);
      await client.openSilently(file, text);
    }
    // As an editor does: everything again whenever it is told to.
    const asks: Promise<unknown>[] = files.map((file) => pull(client, file).catch(() => undefined));
    client.connection.onRequest(DiagnosticRefreshRequest.type, () => {
      asks.push(...files.map((file) => pull(client, file).catch(() => undefined)));
    });
    for (let asked = 0; asked < asks.length; asked++) await asks[asked];
    await Promise.all(files.map((file) => client.toldOf('multitask/checked', (told) => isAbout(told, file))));
    for (let asked = 0; asked < asks.length; asked++) await asks[asked];
    for (const file of files) expect(await pull(client, file)).toMatchObject({ items: [{ code: 'bad-image' }] });
    expect(asks.length).toBeGreaterThan(files.length);
    expect(asks.length).toBeLessThanOrEqual(files.length * (files.length + 1));
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
