import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CodeLensRequest,
  CompletionItemKind,
  CompletionRequest,
  DefinitionRequest,
  type DocumentLink,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type Hover,
  HoverRequest,
  InlayHintRequest,
  ReferencesRequest,
  SelectionRangeRequest,
} from 'vscode-languageserver/node';
import { CONFIG, soundProject } from '../core/project-folder.ts';
import { atCursor } from './cursor.ts';
import { LanguageClient, uriOf } from './language-client.ts';
import type { Transport } from './transports.ts';

const REFRESHES = { workspace: { inlayHint: { refreshSupport: true } } };

/** An open config whose dataframe was read, and where its cursor is. */
async function opened(transport: Transport, marked: string, initializationOptions?: object, settings?: object) {
  const root = await soundProject();
  const file = join(root, 'config.yml');
  const { text, position } = atCursor(marked);
  const client = await LanguageClient.start(root, transport, {
    capabilities: REFRESHES,
    initializationOptions,
    settings,
  });
  await client.openSilently(file, text);
  await client.toldOf('workspace/inlayHint/refresh');
  const textDocument = { uri: uriOf(file) };
  return { root, client, text, at: { textDocument, position } };
}

describe.each(['in-process', 'stdio'] as const)('features (%s)', (transport) => {
  it('links paths to what stands there', async () => {
    const { root, client, at } = await opened(transport, `${CONFIG}‸`);
    const links = (await client.connection.sendRequest(DocumentLinkRequest.type, at)) as DocumentLink[];
    expect(links).toEqual([
      {
        range: { start: { line: 1, character: 19 }, end: { line: 1, character: 32 } },
        target: uriOf(join(root, 'data/rows.csv')),
      },
    ]);
  });

  it('outlines the config', async () => {
    const { client, at } = await opened(transport, `${CONFIG}‸`);
    const symbols = (await client.connection.sendRequest(DocumentSymbolRequest.type, at)) as DocumentSymbol[];
    expect(symbols.map(({ name }) => name)).toEqual(['paths', 'model']);
    expect(symbols[0]).toMatchObject({
      selectionRange: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } },
    });
  });

  it('says what is known of a label, at its place in UTF-16', async () => {
    const marked = CONFIG.replace('[long, short]', '["😀😀", long‸, short]');
    const { client, at } = await opened(transport, marked);
    const found = await client.connection.sendRequest(HoverRequest.type, at);
    expect((found as Hover).contents).toHaveProperty(
      'value',
      '**`long`** · label of `sleeves`\n\n4 rows, 50.0\u00a0% of those with a label. First: row 1, 3 and 5.',
    );
    expect(found?.range).toEqual({ start: { line: 9, character: 22 }, end: { line: 9, character: 26 } });
  });

  it('shows what a label looks like to editors that show pictures', async () => {
    const marked = CONFIG.replace('[long, short]', '[long‸, short]');
    const shown = async (options: object | undefined, settings?: object) => {
      const { client, at } = await opened(transport, marked, options, settings);
      const markdown = async () => {
        const found = await client.connection.sendRequest(HoverRequest.type, at);
        return (found as { contents: { value: string } }).contents.value;
      };
      return { client, markdown };
    };
    const { markdown } = await shown({ showsPictures: true });
    let value = await markdown();
    // What takes longer than a hover may is there the next time.
    while (!value.includes('data:')) value = await markdown();
    expect(value).toMatch(
      /First: row 1, 3 and 5\.( 3 train, 1 validates\.)?\n\n(!\[\]\(data:image\/jpeg;base64,[\w+/=]+\) ?){4}$/,
    );
    expect(value.length).toBeLessThan(10_000);
    for (const { markdown: plain } of [
      await shown(undefined),
      await shown({ showsPictures: true }, { hover: { thumbnails: false } }),
    ])
      expect(await plain()).toMatch(/First: row 1, 3 and 5\.( 3 train, 1 validates\.)?$/);
  });

  it('completes labels, with the text that they replace', async () => {
    const { client, at } = await opened(transport, CONFIG.replace('[long, short]', '["😀😀", lo‸'));
    expect(await client.connection.sendRequest(CompletionRequest.type, at)).toEqual(
      ['long', 'short'].map((label, index) => ({
        label,
        kind: CompletionItemKind.EnumMember,
        detail: '4 rows, 50.0\u00a0%',
        filterText: label,
        sortText: `0000${index}`,
        textEdit: {
          range: { start: { line: 9, character: 22 }, end: { line: 9, character: 24 } },
          newText: label,
        },
      })),
    );
  });

  it('counts labels beside them', async () => {
    const { client, at } = await opened(transport, CONFIG.replace('[long, short]', '["😀😀", long]‸'));
    const range = { start: { line: 9, character: 0 }, end: { line: 10, character: 0 } };
    const hints = await client.connection.sendRequest(InlayHintRequest.type, { ...at, range });
    expect(hints?.map(({ position, label }) => [position.character, label])).toEqual([
      [12, '8 rows · 2 outputs'],
      [20, '0'],
      [26, '4'],
    ]);
  });

  it('goes to the first row of a label, and finds more of them', async () => {
    const { root, client, at } = await opened(transport, CONFIG.replace('[long, short]', '[long, sh‸ort]'));
    const uri = uriOf(join(root, 'data/rows.csv'));
    const row = (line: number) => ({ uri, range: { start: { line, character: 0 }, end: { line, character: 0 } } });
    expect(await client.connection.sendRequest(DefinitionRequest.type, at)).toEqual([row(2)]);
    const context = { includeDeclaration: true };
    expect(await client.connection.sendRequest(ReferencesRequest.type, { ...at, context })).toEqual([
      { uri: at.textDocument.uri, range: { start: { line: 9, character: 20 }, end: { line: 9, character: 25 } } },
      ...[2, 4, 6, 8].map(row),
    ]);
  });

  it('offers only the commands that the editor has', async () => {
    const options = { commands: ['multitask.train'] };
    const { client, at } = await opened(transport, `${CONFIG}‸`, options);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, at);
    expect(lenses?.map(({ command }) => [command?.title, command?.command, command?.arguments])).toEqual([
      ['▶ Train', 'multitask.train', [at.textDocument.uri]],
      ['8 rows · 8 images · 4 labels', '', undefined],
      ['50.0\u00a0% are long (4 of 8 rows)', '', undefined],
      ['50.0\u00a0% are striped (4 of 8 rows)', '', undefined],
    ]);
  });

  it('folds and selects by the shape of the config', async () => {
    const { client, at } = await opened(transport, CONFIG.replace('long', 'lo‸ng'));
    expect(await client.connection.sendRequest(FoldingRangeRequest.type, at)).toEqual([
      { startLine: 0, endLine: 3 },
      { startLine: 4, endLine: 10 },
      { startLine: 8, endLine: 10 },
    ]);
    const { textDocument, position } = at;
    const ranges = await client.connection.sendRequest(SelectionRangeRequest.type, {
      textDocument,
      positions: [position],
    });
    expect(ranges?.[0]).toMatchObject({
      range: { start: { line: 9, character: 14 }, end: { line: 9, character: 18 } },
      parent: { range: { start: { line: 9, character: 13 }, end: { line: 9, character: 26 } } },
    });
  });

  it('leaves out what the editor has from elsewhere', async () => {
    const { client } = await opened(transport, `${CONFIG}‸`, { without: ['hover', 'documentSymbol'] });
    const { capabilities } = client.initialized ?? { capabilities: {} };
    expect(capabilities).toMatchObject({ documentLinkProvider: {} });
    expect(capabilities).not.toHaveProperty('hoverProvider');
    expect(capabilities).not.toHaveProperty('documentSymbolProvider');
  });

  it('answers nothing for files of others', async () => {
    const { root, client } = await opened(transport, `${CONFIG}‸`);
    const other = join(root, 'other.yml');
    await client.openSilently(other, CONFIG);
    const textDocument = { uri: uriOf(other) };
    expect(await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument })).toBeNull();
    expect(await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument })).toBeNull();
    const position = { line: 9, character: 6 };
    expect(await client.connection.sendRequest(HoverRequest.type, { textDocument, position })).toBeNull();
  });
});
