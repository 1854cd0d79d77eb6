import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  type Diagnostic,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { atCursor } from './cursor.ts';
import { type ClientOptions, LanguageClient, uriOf } from './language-client.ts';
import type { Transport } from './transports.ts';

const CAPABILITIES: ClientCapabilities = {
  workspace: {
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
  },
  textDocument: {
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } },
      isPreferredSupport: true,
      disabledSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
};

interface Opened {
  readonly client: LanguageClient;
  readonly folder: string;
  readonly file: string;
  readonly text: string;
  readonly diagnostics: Diagnostic[];
  /** What the editor is offered at the cursor. */
  actions(only?: string[]): Promise<CodeAction[]>;
}

/** A checked config with a cursor (‸) in it, and a project around it. */
async function opened(
  marked: string,
  { transport = 'in-process', rows = ROWS, ...options }: ClientOptions & { transport?: Transport; rows?: string } = {},
): Promise<Opened> {
  const { text, position } = atCursor(marked);
  const folder = await soundProject({ 'config.yml': text, 'data/rows.csv': rows });
  const file = join(folder, 'config.yml');
  const client = await LanguageClient.start(folder, transport, { capabilities: CAPABILITIES, ...options });
  const diagnostics = await client.open(file, text);
  const actions = async (only?: string[]) => {
    const found = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: uriOf(file) },
      range: { start: position, end: position },
      context: { diagnostics, ...(only && { only }) },
    });
    return (found ?? []) as CodeAction[];
  };
  return { client, folder, file, text, diagnostics, actions };
}

const titled = (actions: readonly CodeAction[], title: string): CodeAction => {
  const action = actions.find((other) => other.title === title);
  expect(action, actions.map((other) => other.title).join('\n')).toBeDefined();
  return action!;
};

const editsOf = (edit: WorkspaceEdit | undefined, file: string): TextEdit[] => {
  const changes = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  return changes
    .filter(({ textDocument }) => textDocument.uri === uriOf(file))
    .flatMap(({ edits }) => edits as TextEdit[]);
};

const applied = (text: string, edits: TextEdit[]) =>
  TextDocument.applyEdits(TextDocument.create('file:///x', 'yaml', 1, text), edits);

const UNUSED = CONFIG.replace('solid]', 'so‸lyd]');

describe.each<Transport>(['in-process', 'stdio'])('code actions (%s)', (transport) => {
  it('write the nearest label, as the preferred fix of its finding', async () => {
    const { actions, file, text, diagnostics } = await opened(UNUSED, { transport });
    const fix = titled(await actions(), 'Write `solid`');
    expect(fix).toMatchObject({ kind: 'quickfix', isPreferred: true, diagnostics: [{ code: 'unused-label' }] });
    expect(fix.diagnostics?.[0]).toEqual(diagnostics.find(({ code }) => code === 'unused-label'));
    expect(fix.edit?.documentChanges).toMatchObject([{ textDocument: { version: 1 } }]);
    expect(applied(text, editsOf(fix.edit, file))).toBe(CONFIG);
  });

  it('correct cells of the dataframe once they are asked for, to be looked at first', async () => {
    const rows = ROWS.replace('img/3.jpg,short', 'img/3.jpg,"shrot"').replace('img/5.jpg,short', 'img/5.jpg,shrot');
    const { client, actions, folder } = await opened(CONFIG.replace('sleeves', 'slee‸ves'), { transport, rows });
    const fix = titled(await actions(), 'Write `short` in the 2 cells of rows.csv that say `shrot`');
    expect(fix.isPreferred).toBe(true);
    expect(fix).not.toHaveProperty('edit');
    const { edit } = await client.connection.sendRequest(CodeActionResolveRequest.type, fix);
    const csv = join(folder, 'data/rows.csv');
    expect(edit?.documentChanges).toMatchObject([{ textDocument: { uri: uriOf(csv), version: null } }]);
    expect(edit?.changeAnnotations).toEqual({
      [uriOf(csv)]: { label: 'Change 2 cells of rows.csv' },
    });
    expect(applied(rows, editsOf(edit, csv))).toBe(ROWS);
  });

  it('take every preferred fix of the config at once', async () => {
    const marked = `${UNUSED.replace('long', 'longg')}  epochs: 3\n`;
    const { actions, file, text } = await opened(marked, { transport });
    const [fix, ...others] = await actions(['source.fixAll']);
    expect(others).toEqual([]);
    expect(fix).toMatchObject({
      kind: 'source.fixAll.multitask',
      title: 'Fix all that have a preferred fix (2 findings)',
    });
    expect(applied(text, editsOf(fix?.edit, file))).toBe(`${CONFIG}  epochs: 3\n`);
  });
});

describe('code actions', () => {
  it('are those of the newest version, and none of one that is not checked yet', async () => {
    const { client, actions, file } = await opened(UNUSED);
    const before = await client.change(file, CONFIG);
    await client.diagnostics(file, before);
    expect((await actions()).filter(({ kind }) => kind === 'quickfix')).toEqual([]);
  });

  it('give no edit for a version that is past', async () => {
    const rows = ROWS.replace('img/3.jpg,short', 'img/3.jpg,shrot');
    const { client, actions, file, text } = await opened(CONFIG.replace('sleeves', 'slee‸ves'), { rows });
    const fix = titled(await actions(), 'Write `short` in the cell of rows.csv that says `shrot`');
    await client.change(file, `${text}\n`);
    await expect(client.connection.sendRequest(CodeActionResolveRequest.type, fix)).rejects.toThrow('changed since');
  });

  it('say when the cell is there no more', async () => {
    const rows = ROWS.replace('img/3.jpg,short', 'img/3.jpg,shrot');
    const { client, actions, folder } = await opened(CONFIG.replace('sleeves', 'slee‸ves'), { rows });
    const fix = titled(await actions(), 'Write `short` in the cell of rows.csv that says `shrot`');
    await client.openSilently(join(folder, 'data/rows.csv'), ROWS);
    await expect(client.connection.sendRequest(CodeActionResolveRequest.type, fix)).rejects.toThrow('no such cell');
  });

  it('are offered at the cells too: for one, and for all that say it', async () => {
    const rows = ROWS.replace('img/3.jpg,short', 'img/3.jpg,shrot').replace('img/5.jpg,short', 'img/5.jpg,shrot');
    const { client, folder } = await opened(CONFIG.replace('sleeves', 'slee‸ves'), { rows });
    const csv = join(folder, 'data/rows.csv');
    await client.openSilently(csv, rows);
    const marks = await client.published(csv, ({ diagnostics }) => diagnostics.length === 2);
    const range = marks[1]!.range;
    expect(range.start.line).toBe(6);
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: uriOf(csv) },
      range: { start: range.start, end: range.start },
      context: { diagnostics: [marks[1]!] },
    })) as CodeAction[];
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ['Write `short` in this cell', true],
      ['Write `short` in the 2 cells of rows.csv that say `shrot`', undefined],
      ['Add `shrot` to `sleeves`', undefined],
    ]);
    const { edit } = await client.connection.sendRequest(CodeActionResolveRequest.type, actions[0]!);
    expect(edit?.documentChanges).toMatchObject([{ textDocument: { uri: uriOf(csv), version: 1 } }]);
    expect(editsOf(edit, csv)).toMatchObject([{ range, newText: 'short' }]);
  });

  it('silence a finding, with a person’s words behind', async () => {
    const { actions, file, text } = await opened(CONFIG.replace('solid]', 'solid, flo‸ral] # in spring'));
    const fix = titled(await actions(), 'Silence `unused-label` on this line');
    expect(applied(text, editsOf(fix.edit, file))).toContain(
      'solid, floral] # multitask-disable-line unused-label -- in spring\n',
    );
  });

  it('create the list of targets', async () => {
    const { actions, file, text } = await opened(CONFIG.replace('target_encoder', 'target‸_encoder'));
    const action = titled(await actions(['refactor']), 'Create `target` from `target_encoder`');
    expect(applied(text, editsOf(action.edit, file))).toBe(`${CONFIG}  target: [sleeves_encoded, print_encoded]\n`);
  });

  it('make a folder that is missing', async () => {
    const { client, actions, folder } = await opened(CONFIG.replace('out/history.csv', 'out/runs/his‸tory.csv'));
    const fix = titled(await actions(), 'Make the folder `out/runs`');
    expect(existsSync(join(folder, 'out/runs'))).toBe(false);
    const { command = '', arguments: given = [] } = fix.command ?? {};
    const made = await client.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    expect(made).toBe(join(folder, 'out/runs'));
    expect(existsSync(join(folder, 'out/runs'))).toBe(true);
    expect(await actions()).not.toContainEqual(expect.objectContaining({ title: fix.title }));
    const again = await client.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    expect(again).toBeNull();
    expect(await client.toldOf('window/showMessage')).toMatchObject({
      message: expect.stringContaining('No folder is missing'),
    });
  });

  it('say why cells are not changed here', async () => {
    const rows = `image,sleeves,print\n${'img/0.jpg,longg,solid\n'.repeat(10_001)}${'img/1.jpg,long,striped\nimg/1.jpg,short,solid\n'.repeat(9000)}`;
    const { actions } = await opened(CONFIG.replace('sleeves', 'slee‸ves'), { rows });
    const fix = (await actions()).find(({ title }) => title.startsWith('Write `long` in the'));
    expect(fix).toMatchObject({
      disabled: { reason: expect.stringContaining('more than an editor changes at a time') },
    });
    expect(fix?.data).toBeUndefined();
  });

  it('say that a Parquet file has no text', async () => {
    const { text, position } = atCursor(CONFIG.replace('rows.csv', 'rows.parquet').replace('sleeves', 'slee‸ves'));
    const [names = [], ...rows] = ROWS.replace('img/3.jpg,short', 'img/3.jpg,shrot')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const columnData = names.map((name, column) => ({ name, data: rows.map((cells) => cells[column] ?? null) }));
    const parquet = Buffer.from(parquetWriteBuffer({ columnData }));
    const folder = await soundProject({ 'config.yml': text, 'data/rows.parquet': parquet });
    const file = join(folder, 'config.yml');
    const capabilities = { ...CAPABILITIES, workspace: { inlayHint: { refreshSupport: true } } };
    const client = await LanguageClient.start(folder, 'in-process', { capabilities });
    const diagnostics = await client.open(file, text);
    await client.toldOf('workspace/inlayHint/refresh');
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: uriOf(file) },
      range: { start: position, end: position },
      context: { diagnostics },
    })) as CodeAction[];
    const fix = titled(actions, 'Write `short` in the cell of rows.parquet that says `shrot`');
    expect(fix.disabled?.reason).toBe(
      'rows.parquet cannot be edited here: it is a Parquet file, which has no text to edit. Change the cells where it was made.',
    );
    expect(titled(actions, 'Add `shrot` to `sleeves`').edit).toBeDefined();
  });

  it('come with their edits, and plain ones, for editors that know no more', async () => {
    const rows = ROWS.replace('img/3.jpg,short', 'img/3.jpg,shrot');
    const capabilities = {
      textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
    };
    const { actions, folder } = await opened(CONFIG.replace('sleeves', 'slee‸ves'), { rows, capabilities });
    const fix = titled(await actions(), 'Write `short` in the cell of rows.csv that says `shrot`');
    expect(Object.keys(fix.edit?.changes ?? {})).toEqual([uriOf(join(folder, 'data/rows.csv'))]);
  });

  it('that are commands have nothing more to tell', async () => {
    const { client } = await opened(UNUSED);
    const action = { title: 'Make the folder', command: { title: 'Make the folder', command: 'multitask.makeFolder' } };
    expect(await client.connection.sendRequest(CodeActionResolveRequest.type, action)).toEqual(action);
  });

  it('work for editors that ask for diagnostics', async () => {
    const { text, position } = atCursor(UNUSED);
    const folder = await soundProject({ 'config.yml': text });
    const file = join(folder, 'config.yml');
    const capabilities = { ...CAPABILITIES, textDocument: { ...CAPABILITIES.textDocument, diagnostic: {} } };
    const client = await LanguageClient.start(folder, 'in-process', { capabilities });
    await client.openSilently(file, text);
    const textDocument = { uri: uriOf(file) };
    await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: { start: position, end: position },
      context: { diagnostics: [] },
    })) as CodeAction[];
    expect(applied(text, editsOf(titled(actions, 'Write `solid`').edit, file))).toBe(CONFIG);
  });

  it('fix all on saving before typing paused for a check', async () => {
    const { client, actions, file } = await opened(UNUSED);
    const { text } = atCursor(UNUSED);
    await client.change(file, `${text}  epochs: 3\n`);
    const [fix] = await actions(['source.fixAll.multitask']);
    expect(applied(`${text}  epochs: 3\n`, editsOf(fix?.edit, file))).toBe(`${CONFIG}  epochs: 3\n`);
    expect(fix?.edit?.documentChanges).toMatchObject([{ textDocument: { version: 2 } }]);
  });
});
