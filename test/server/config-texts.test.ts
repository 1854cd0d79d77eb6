import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { LanguageClient } from './language-client.ts';

const LABELS = '[long, short]';
const withLabels = (labels: string) => CONFIG.replace(LABELS, labels);

/** What is wrong, as code and the words that are marked. */
const TEXTS: readonly (readonly [what: string, text: string, shown: readonly string[]])[] = [
  ['CRLF', withLabels('[long, shrt]').replaceAll('\n', '\r\n'), ['unknown-label: sleeves', 'unused-label: shrt']],
  ['line ends of both kinds', withLabels('[long,\r\n      shrt]'), ['unknown-label: sleeves', 'unused-label: shrt']],
  ['astral characters before it', withLabels('["😀👩‍👩‍👧", long, short]'), ['unused-label: "😀👩‍👩‍👧"']],
  [
    'letters of more than one character',
    withLabels('[e\u0301te\u0301, long, short, "\u202Enone"]'),
    ['unused-label: e\u0301te\u0301', 'unused-label: "\u202Enone"'],
  ],
  ['a byte order mark', `\uFEFF${withLabels('[long, short, none]')}`, ['unused-label: none']],
  ['tabs between words', `${CONFIG}  epoch:\t3\t# soon\n`, ['unknown-key: epoch']],
  ['tabs before words', CONFIG.replace('  paths: image', '\tpaths: image'), ['tab-indent: \t']],
  ['an anchor', withLabels('&labels [long, shrt]'), ['unknown-label: sleeves', 'unused-label: shrt']],
  ['an alias', `labels: &labels [long, shrt]\n${withLabels('*labels')}`, ['unknown-key: labels']],
  ['a merge key', `${CONFIG}  loss_weights:\n    <<: {slevs: 2, print: 1}\n`, ['unknown-task: slevs']],
  ['several documents', `${CONFIG}---\n${CONFIG}`, ['several-documents: ---']],
  ['the end of a document', `${CONFIG}...\n`, []],
  [
    'a scalar over several lines',
    CONFIG.replace('data/rows.csv', '>-\n    data/row.csv'),
    ['missing-dataframe: >-\n    data/row.csv\n'],
  ],
];

describe('findings mark the words that they are about', () => {
  it.each(TEXTS)('with %s', async (_, text, shown) => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root, 'in-process', {
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await client.openSilently(file, text);
    const document = TextDocument.create(file, 'yaml', 1, text);
    const diagnostics = await client.pull(file);
    expect(diagnostics.map(({ code, range }) => `${code}: ${document.getText(range)}`)).toEqual(shown);
  });

  it('and the rows, whose labels have astral characters too', async () => {
    const rows = ROWS.replaceAll('long', '"👗, ""long"""');
    const root = await soundProject({ 'data/rows.csv': `${rows}img/0.jpg,"👗, ""lang""",striped\r\n` });
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root, 'in-process', {
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await client.openSilently(file, withLabels(`['👗, "long"', short]`));
    const [unknown, ...others] = await client.pull(file);
    expect(others).toEqual([]);
    expect(unknown).toMatchObject({ code: 'unknown-label', message: expect.stringContaining('`👗, "lang"` (1)') });
    expect(unknown?.relatedInformation).toMatchObject([{ location: { range: { start: { line: 9, character: 10 } } } }]);
  });
});
