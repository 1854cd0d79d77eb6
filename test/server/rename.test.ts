import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { DidOpenTextDocumentNotification, PrepareRenameRequest, RenameRequest } from 'vscode-languageserver/node';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { atCursor } from './cursor.ts';
import { edited } from './edits.ts';
import { LanguageClient, uriOf } from './language-client.ts';
import type { Transport } from './transports.ts';

const CAPABILITIES = {
  workspace: {
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
    inlayHint: { refreshSupport: true },
  },
};

/** A project with a cursor in its config or its CSV file, both open, whose dataframe was read. */
async function project(
  transport: Transport,
  marked: { config?: string; csv?: string },
  { files = {}, capabilities = CAPABILITIES }: { files?: Record<string, string | Buffer>; capabilities?: object } = {},
) {
  const configText = marked.config?.replace('‸', '') ?? CONFIG;
  const csvText = marked.csv?.replace('‸', '') ?? ROWS;
  const root = await soundProject({ 'config.yml': configText, 'data/rows.csv': csvText, ...files });
  const [config, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
  const client = await LanguageClient.start(root, transport, { capabilities });
  await client.open(config, configText);
  if (marked.csv?.includes('‸')) await client.openSilently(csv, csvText);
  const inConfig = marked.config?.includes('‸');
  const { position } = atCursor((inConfig ? marked.config : marked.csv) ?? '');
  const at = { textDocument: { uri: uriOf(inConfig ? config : csv) }, position };
  const prepare = () => client.connection.sendRequest(PrepareRenameRequest.type, at);
  const rename = (newName: string) => client.connection.sendRequest(RenameRequest.type, { ...at, newName });
  return { root, config, csv, client, prepare, rename };
}

const cursorIn = (text: string, word: string) => text.replace(word, `${word.slice(0, 2)}‸${word.slice(2)}`);

describe.each(['in-process', 'stdio'] as const)('rename (%s)', (transport) => {
  it.each([
    ['the blanks before a task', CONFIG.replace('    print:', '  ‸  print:')],
    ['the end of the last line', `${CONFIG}‸`],
  ])('nothing at %s', async (_, config) => {
    const { prepare, rename } = await project(transport, { config });
    expect(await prepare()).toBeNull();
    expect(await rename('collar')).toBeNull();
  });

  it('a label: once in a config whose URI the editor writes in another way', async () => {
    const folder = await soundProject({ '(a)/config.yml': CONFIG, '(a)/data/rows.csv': ROWS });
    const file = join(folder, '(a)/config.yml');
    const client = await LanguageClient.start(join(folder, '(a)'), transport, { capabilities: CAPABILITIES });
    const uri = uriOf(file).replace('(', '%28').replace(')', '%29');
    await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'yaml', version: 1, text: CONFIG },
    });
    const { position } = atCursor(cursorIn(CONFIG, 'striped'));
    const edit = await client.connection.sendRequest(RenameRequest.type, {
      textDocument: { uri },
      position,
      newName: 'stripes',
    });
    expect(edit?.documentChanges?.map((change) => 'edits' in change && change.textDocument)).toEqual([
      { uri, version: 1 },
      { uri: uriOf(join(folder, '(a)/data/rows.csv')), version: null },
    ]);
  });

  it('a label: in the config and in every cell, which an editor shows before', async () => {
    const { config, csv, prepare, rename } = await project(transport, { config: cursorIn(CONFIG, 'striped') });
    expect(await prepare()).toEqual({
      range: { start: { line: 10, character: 12 }, end: { line: 10, character: 19 } },
      placeholder: 'striped',
    });
    const edit = await rename('stripes, "wide"');
    expect(await edited(edit)).toEqual({
      [config]: CONFIG.replace('[striped', '["stripes, \\"wide\\""'),
      [csv]: ROWS.replaceAll('striped', '"stripes, ""wide"""'),
    });
    expect(edit?.documentChanges?.map((change) => 'edits' in change && change.textDocument)).toEqual([
      { uri: uriOf(config), version: 1 },
      { uri: uriOf(csv), version: null },
    ]);
    expect(edit?.changeAnnotations).toEqual({
      [uriOf(csv)]: { label: 'Rename `striped` in 4 cells of rows.csv' },
    });
  });

  it('a label: from a cell of the open CSV file, as it is there', async () => {
    const marked = ROWS.replace('img/0.jpg,long,striped', 'img/0.jpg,long,"stri‸ped"');
    const { config, csv, client, prepare, rename } = await project(transport, { csv: marked });
    const text = marked.replace('‸', '');
    await client.change(csv, text);
    expect(await prepare()).toMatchObject({ placeholder: 'striped' });
    const edit = await rename('dots');
    expect(await edited(edit, { [csv]: text })).toEqual({
      [config]: CONFIG.replace('striped', 'dots'),
      [csv]: text.replace('"striped"', 'dots').replaceAll('striped', 'dots'),
    });
    expect(edit?.documentChanges?.at(-1)).toHaveProperty('textDocument.version', 2);
  });

  it('a task: its key, weights, target and column, in every config that reads the file', async () => {
    const configText = `${CONFIG}  loss_weights: { sleeves: 2 }\n  class_weights:\n    "sleeves": balanced\n  target: [sleeves_encoded, 'print_encoded']\n`;
    const other = CONFIG.replace('print: [striped, solid]', '').replace('[long', '[ long');
    const stranger = CONFIG.replace('data/rows.csv', 'data/others.csv');
    const { root, config, csv, rename } = await project(
      transport,
      { config: configText.replace('{ sleeves', '{ slee‸ves') },
      { files: { 'other/config.yml': other, 'stranger/config.yml': stranger } },
    );
    expect(await edited(await rename('arms'))).toEqual({
      [config]: configText.replaceAll('sleeves', 'arms'),
      [join(root, 'other/config.yml')]: other.replace('sleeves', 'arms'),
      [csv]: ROWS.replace('sleeves', 'arms'),
    });
  });

  it('the image column, from its header', async () => {
    const { config, csv, prepare, rename } = await project(transport, { csv: `i‸${ROWS.slice(1)}` });
    expect(await prepare()).toMatchObject({ placeholder: 'image' });
    expect(await edited(await rename('file'))).toEqual({
      [config]: CONFIG.replace('paths: image', 'paths: file'),
      [csv]: ROWS.replace('image', 'file'),
    });
  });

  it('a label in a list that two tasks share: in the cells of both', async () => {
    const configText = CONFIG.replace('[long, short]', '&all [long, short]').replace('[striped, solid]', '*all');
    const csvText = 'image,sleeves,print\nimg/0.jpg,long,long\nimg/1.jpg,short,short\n';
    const { config, csv, rename } = await project(transport, { config: cursorIn(configText, 'long'), csv: csvText });
    expect(await edited(await rename('wide'))).toEqual({
      [config]: configText.replace('long', 'wide'),
      [csv]: csvText.replaceAll('long', 'wide'),
    });
  });

  it('takes plain changes to editors that know no others', async () => {
    const capabilities = { workspace: {} };
    const { config, csv, rename } = await project(transport, { config: cursorIn(CONFIG, 'solid') }, { capabilities });
    const edit = await rename('plain');
    expect(Object.keys(edit?.changes ?? {})).toEqual([uriOf(config), uriOf(csv)]);
    expect(edit).not.toHaveProperty('changeAnnotations');
  });

  it.each([
    ['short', 'The task `sleeves` lists the label `short` already.'],
    [' ', 'A label needs a name: the new one is empty.'],
    ['a\nb', 'a name has no line breaks'],
    ['wide', '1 row of rows.csv says `wide` already, and could not be told from the renamed ones.'],
  ])('refuses %j for a label', async (newName, reason) => {
    const csv = ROWS.replace('short', 'wide');
    const { rename } = await project(transport, { config: cursorIn(CONFIG, 'long'), csv });
    await expect(rename(newName)).rejects.toThrow(reason);
  });

  it.each([
    ['print', 'The config names `print` already.'],
    ['note', 'rows.csv has a column `note` already.'],
    ['constructor', 'No task can be called `constructor`.'],
  ])('refuses %j for a task', async (newName, reason) => {
    const csv = ROWS.replace('print\n', 'print,note\n').replaceAll(/(striped|solid)\n/g, '$1,\n');
    const { rename } = await project(transport, { config: cursorIn(CONFIG, 'sleeves'), csv });
    await expect(rename(newName)).rejects.toThrow(reason);
  });

  it('says of a cell why it is none to rename', async () => {
    const { prepare } = await project(transport, { csv: cursorIn(ROWS, 'img/0.jpg') });
    await expect(prepare()).rejects.toThrow('`image` is no task, so its cells are no labels.');
  });

  it('refuses where rows would keep the old name, and where there are more cells than an editor changes', async () => {
    const ragged = await project(transport, { config: cursorIn(CONFIG, 'long'), csv: `${ROWS}ragged\n` });
    await expect(ragged.prepare()).rejects.toThrow(
      'Some rows of rows.csv cannot be read, and would keep the old name.',
    );
    const many = `${ROWS}${'img/0.jpg,long,solid\n'.repeat(10_000)}`;
    const large = await project(transport, { config: cursorIn(CONFIG, 'long'), csv: many });
    await expect(large.prepare()).rejects.toThrow(
      /^10.004 cells of rows\.csv say `long`, and an editor changes no more/,
    );
  });

  it('refuses for a Parquet file, and edits the config alone where there is no file yet', async () => {
    const columnData = ['image', 'sleeves', 'print'].map((name) => ({ name, data: ['long'], type: 'STRING' as const }));
    const parquet = await project(
      transport,
      { config: cursorIn(CONFIG.replace('rows.csv', 'rows.parquet'), 'long') },
      { files: { 'data/rows.parquet': Buffer.from(parquetWriteBuffer({ columnData })) } },
    );
    await expect(parquet.prepare()).rejects.toThrow(
      'rows.parquet cannot be edited here: it is a Parquet file, which has no text to edit. Rename `long` where it was made.',
    );
    const missing = await project(transport, {
      config: cursorIn(CONFIG.replace('rows.csv', 'none.csv'), 'long'),
    });
    expect(Object.keys(await edited(await missing.rename('wide')))).toEqual([missing.config]);
  });

  it('refuses a file that is larger than editors edit', async () => {
    const note = 'x'.repeat(2000);
    const csv = `image,sleeves,note\n${`img/0.jpg,short,${note}\n`.repeat(27_000)}img/0.jpg,long,\n`;
    const { prepare } = await project(transport, { config: cursorIn(CONFIG, 'long'), csv });
    await expect(prepare()).rejects.toThrow(/it has 5\d.* MB, and editors change no file above 52\.4 MB\. Rename/);
  });

  it('finds nothing to rename elsewhere', async () => {
    const { prepare } = await project(transport, { config: cursorIn(CONFIG, 'batch_size') });
    expect(await prepare()).toBeNull();
  });
});
