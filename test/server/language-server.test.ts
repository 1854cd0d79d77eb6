import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import { DATASET_CONFIG, datasetFolder, withLine } from '../core/deepfashion/anno-fine.ts';
import { CONFIG, projectFolder, ROWS, soundProject } from '../core/project-folder.ts';
import { LanguageClient } from './language-client.ts';

const codesOf = (diagnostics: readonly { code?: number | string }[]) => diagnostics.map(({ code }) => code);

describe('the language server', () => {
  it('says what it can and ends cleanly', async () => {
    const client = await LanguageClient.start(await projectFolder({}));
    expect(client.initialized).toMatchObject({
      serverInfo: { name: 'multitask-vision' },
      capabilities: {
        textDocumentSync: { openClose: true, change: 2, save: true },
        workspace: { workspaceFolders: { supported: true } },
      },
    });
    expect(await client.shutdown()).toBe(0);
    expect(client.stderr).toEqual([]);
  });

  it('says how to start it when nobody listens', () => {
    const server = fileURLToPath(new URL('../../dist/language-server.js', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [server], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toBe('The language server talks to an editor: start it with --stdio or --node-ipc.\n');
  });

  it('publishes nothing for a sound project', async () => {
    const root = await soundProject();
    const client = await LanguageClient.start(root);
    expect(await client.open(join(root, 'config.yml'), CONFIG)).toEqual([]);
  });

  it('talks over the channel of the extension too', async () => {
    const root = await soundProject();
    const client = await LanguageClient.start(root, 'ipc');
    expect(codesOf(await client.open(join(root, 'config.yml'), `${CONFIG}  epoch: 3\n`))).toEqual(['unknown-key']);
    expect(await client.shutdown()).toBe(0);
  });

  it('is a command of multitask too, and says nothing but LSP on stdout', async () => {
    const root = await soundProject();
    const client = await LanguageClient.start(root, 'cli');
    expect(codesOf(await client.open(join(root, 'config.yml'), `${CONFIG}  epoch: 3\n`))).toEqual(['unknown-key']);
    expect(await client.shutdown()).toBe(0);
    expect(client.stderr).toEqual([]);
  });

  it('publishes findings with code, range and the rows that explain them', async () => {
    const root = await soundProject();
    const client = await LanguageClient.start(root);
    const diagnostics = await client.open(
      join(root, 'config.yml'),
      CONFIG.replace('[striped, solid]', '[stripd, solid]'),
    );
    expect(diagnostics).toEqual([
      {
        source: 'multitask',
        code: 'unknown-label',
        codeDescription: { href: expect.stringMatching(/^file:.*\/docs\/rules\.md#unknown-label$/) },
        severity: DiagnosticSeverity.Error,
        message: expect.stringContaining('`striped` (4)'),
        range: { start: { line: 10, character: 4 }, end: { line: 10, character: 9 } },
        relatedInformation: [
          {
            message: 'row 1: `striped`',
            location: {
              uri: pathToFileURL(join(root, 'data/rows.csv')).href,
              range: { start: { line: 1, character: 15 }, end: { line: 1, character: 22 } },
            },
          },
        ],
      },
      expect.objectContaining({
        code: 'unused-label',
        severity: DiagnosticSeverity.Warning,
        range: { start: { line: 10, character: 12 }, end: { line: 10, character: 18 } },
      }),
    ]);
  });

  it('follows the typing and does not check every letter of a burst', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root);
    await client.open(file, CONFIG);
    let version = 0;
    for (let typed = 1; typed <= 20; typed++)
      version = await client.change(file, `${CONFIG}  ${'epoch'.repeat(typed)}: 3\n`);
    expect(codesOf(await client.diagnostics(file, version))).toEqual(['unknown-key']);
    const versions = client.publishedVersions(file);
    expect(versions.length).toBeLessThan(version);
    expect(versions).toEqual([...versions].sort((a = 0, b = 0) => a - b));
    version = await client.change(file, CONFIG);
    expect(await client.diagnostics(file, version)).toEqual([]);
  });

  it('claims only configs of ours', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root);
    expect(await client.open(file, 'services: {web: {image: nginx}}\nservices: 1\n')).toEqual([]);
    const ours = await client.change(file, `${CONFIG}  epoch: 3\n`);
    expect(codesOf(await client.diagnostics(file, ours))).toEqual(['unknown-key']);
    const again = await client.change(file, 'services: {}\n');
    expect(await client.diagnostics(file, again)).toEqual([]);
  });

  it('shows what is wrong with the dataframe on the dataframe, and takes it back', async () => {
    const root = await soundProject({ 'data/rows.csv': `${ROWS}ragged\n` });
    const csv = join(root, 'data/rows.csv');
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root);
    expect(await client.open(file, CONFIG)).toEqual([]);
    const onDataframe = await client.published(csv, ({ diagnostics }) => diagnostics.length > 0);
    expect(onDataframe).toMatchObject([{ code: 'ragged-row', range: { start: { line: 9, character: 0 } } }]);
    client.forget();
    await client.close(file);
    expect(await client.published(csv, () => true)).toEqual([]);
    expect(await client.published(file, () => true)).toEqual([]);
  });

  it('checks again when a dataframe changes on disk', async () => {
    const root = await soundProject();
    const csv = join(root, 'data/rows.csv');
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root);
    expect(await client.open(file, CONFIG)).toEqual([]);
    await writeFile(csv, ROWS.replace('striped', 'lattice'));
    await client.changedOnDisk(csv);
    expect(codesOf(await client.published(file, ({ diagnostics }) => diagnostics.length > 0))).toEqual([
      'unknown-label',
    ]);
  });

  it('takes the workspace folder that holds the config as root, and follows its changes', async () => {
    const root = await soundProject();
    const inner = join(root, 'inner');
    await mkdir(inner);
    const file = join(inner, 'config.yml');
    const client = await LanguageClient.start(root);
    expect(await client.open(file, CONFIG)).toEqual([]);
    await client.changeFolders([inner], [root]);
    expect(codesOf(await client.published(file, ({ diagnostics }) => diagnostics.length > 0))).toEqual([
      'missing-dataframe',
    ]);
  });

  it('checks a dataset_config.yml as typed, and shows what is wrong with a list on the list', async () => {
    const root = await datasetFolder(withLine('val_cate.txt', 1, '25'));
    const list = join(root, 'data/Anno_fine/val_cate.txt');
    const file = join(root, 'dataset_config.yml');
    const client = await LanguageClient.start(root);
    expect(await client.open(file, DATASET_CONFIG)).toEqual([]);
    const onList = await client.published(list, ({ diagnostics }) => diagnostics.length > 0);
    expect(onList).toMatchObject([{ code: 'category-number', range: { start: { line: 0, character: 0 } } }]);
    client.forget();
    const version = await client.change(file, DATASET_CONFIG.replace('[Dresses, Tops]', '[Dreses, Tops]'));
    expect(await client.diagnostics(file, version)).toMatchObject([
      { code: 'unknown-group', range: { start: { line: 25, character: 13 }, end: { line: 25, character: 19 } } },
    ]);
    await client.close(file);
    expect(await client.published(list, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  });

  it('survives what no config should be, and goes on', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root);
    const start = 'model:\n  target_encoder:\n    a: ';
    await client.open(file, start);
    for (const text of [
      `${start}${'['.repeat(50_000)}`,
      `${start}*a`,
      `${start}\0`,
      `${start}"\ud800`,
      `${CONFIG}---\n${CONFIG}`,
    ]) {
      const version = await client.change(file, text);
      expect((await client.diagnostics(file, version)).length).toBeGreaterThan(0);
    }
    const version = await client.change(file, CONFIG);
    expect(await client.diagnostics(file, version)).toEqual([]);
    expect(await client.shutdown()).toBe(0);
  });
});
