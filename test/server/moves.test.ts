import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { WillRenameFilesRequest } from 'vscode-languageserver/node';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { edited } from './edits.ts';
import { LanguageClient, uriOf } from './language-client.ts';
import type { Transport } from './transports.ts';

const CAPABILITIES = { workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } } };

async function project(transport: Transport, files: Readonly<Record<string, string | Buffer>> = {}) {
  const root = await soundProject(files);
  const client = await LanguageClient.start(root, transport, { capabilities: CAPABILITIES });
  const move = (from: string, to: string) =>
    client.connection.sendRequest(WillRenameFilesRequest.type, {
      files: [{ oldUri: uriOf(join(root, from)), newUri: uriOf(join(root, to)) }],
    });
  return { root, client, move, under: (path: string) => join(root, path) };
}

describe.each(['in-process', 'stdio'] as const)('files that move (%s)', (transport) => {
  it('are followed by the paths of configs, open or not', async () => {
    const { client, move, under } = await project(transport, { 'inner/config.yml': CONFIG });
    const typed = `# new\n${CONFIG}`;
    await client.open(under('config.yml'), typed);
    const edit = await move('data/rows.csv', 'data/clean.csv');
    expect(await edited(edit, { [under('config.yml')]: typed })).toEqual({
      [under('config.yml')]: typed.replace('rows.csv', 'clean.csv'),
      [under('inner/config.yml')]: CONFIG.replace('rows.csv', 'clean.csv'),
    });
    expect(client.initialized?.capabilities.workspace?.fileOperations?.willRename?.filters).toHaveLength(1);
  });

  it('are followed by image cells, which an editor shows before', async () => {
    const { client, move, under } = await project(transport);
    await client.open(under('config.yml'), CONFIG);
    const edit = await move('data/img', 'data/pictures, new');
    expect(await edited(edit)).toEqual({
      [under('data/rows.csv')]: ROWS.replaceAll(/img\/(\d)\.jpg/g, '"pictures, new/$1.jpg"'),
    });
    expect(edit?.changeAnnotations).toEqual({
      [uriOf(under('data/rows.csv'))]: { label: 'Change 8 image paths of rows.csv' },
    });
    await client.openSilently(under('data/rows.csv'), `${ROWS}img/1.jpg,,\n`);
    expect((await move('data/img/1.jpg', 'data/img/x.jpg'))?.documentChanges).toMatchObject([
      { textDocument: { version: 1 }, edits: [{ newText: 'img/x.jpg' }, { newText: 'img/x.jpg' }] },
    ]);
  });

  it('leave the project sound', async () => {
    const { root, client, move, under } = await project(transport);
    expect(await client.open(under('config.yml'), CONFIG)).toEqual([]);
    const texts = await edited(await move('data', 'tables'));
    await rename(under('data'), under('tables'));
    expect(Object.keys(texts)).toEqual([under('config.yml')]);
    const version = await client.change(under('config.yml'), texts[under('config.yml')] ?? '');
    expect(await client.diagnostics(join(root, 'config.yml'), version)).toEqual([]);
  });

  it('say in words which cells do not follow', async () => {
    const columnData = ['image', 'sleeves', 'print'].map((name) => ({
      name,
      data: ['img/0.jpg'],
      type: 'STRING' as const,
    }));
    const { client, move } = await project(transport, {
      'config.yml': CONFIG.replace('rows.csv', 'rows.parquet'),
      'data/rows.parquet': Buffer.from(parquetWriteBuffer({ columnData })),
    });
    expect(await move('data/img', 'data/photos')).toBeNull();
    expect(await client.toldOf('window/showMessage')).toEqual({
      type: 2,
      message:
        'Cells of `image` in rows.parquet go on naming images where they were: it is a Parquet file, which has no text to edit.',
    });
  });

  it('need nothing where nobody names them', async () => {
    const { move } = await project(transport);
    expect(await move('README.md', 'READ.md')).toBeNull();
  });
});
