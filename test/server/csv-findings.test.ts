import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { LanguageClient, uriOf } from './language-client.ts';

/** Row 1 has a quoted line break, and so stands on two lines. */
const WITH_NOTES = ROWS.replace('print\n', 'print,note\n')
  .replaceAll(/(striped|solid)\n/g, '$1,\n')
  .replace('striped,\n', 'striped,"two\nlines"\n');

const rangesOf = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code, range: { start, end } }) => [code, start.line, start.character, end.line, end.character]);

describe.each(['in-process', 'stdio'] as const)('findings in an open CSV file (%s)', (transport) => {
  it('stand on every cell that they are about, next to the place in the config, and go when it is closed', async () => {
    const root = await soundProject({ 'data/rows.csv': WITH_NOTES });
    const [config, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
    const client = await LanguageClient.start(root, transport);
    await client.open(config, CONFIG.replace('[striped, solid]', '[striped, plain]'));
    await client.openSilently(csv, WITH_NOTES);
    const marks = await client.published(csv, ({ diagnostics }) => diagnostics.length > 0);
    expect(rangesOf(marks)).toEqual([
      ['unknown-label', 4, 15, 4, 20],
      ['unknown-label', 5, 16, 5, 21],
      ['unknown-label', 8, 15, 8, 20],
      ['unknown-label', 9, 16, 9, 21],
    ]);
    expect(marks[0]?.relatedInformation).toEqual([
      {
        message: 'in config.yml',
        location: {
          uri: uriOf(config),
          range: { start: { line: 10, character: 4 }, end: { line: 10, character: 9 } },
        },
      },
    ]);
    client.forget();
    await client.close(csv);
    expect(await client.published(csv, () => true)).toEqual([]);
  });

  it('follow the typing in it', async () => {
    const root = await soundProject();
    const [config, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
    const client = await LanguageClient.start(root, transport);
    await client.open(config, CONFIG);
    await client.openSilently(csv, ROWS);
    await client.change(csv, ROWS.replace('img/1.jpg,short', '"img/1.jpg","shor\nt"'));
    const marks = await client.published(csv, ({ diagnostics }) => diagnostics.length > 0);
    expect(rangesOf(marks)).toEqual([['unknown-label', 2, 12, 3, 2]]);
    await client.change(csv, ROWS.replace('img/1.jpg', ''));
    const others = await client.published(csv, ({ diagnostics }) => diagnostics[0]?.code === 'empty-image-cell');
    expect(rangesOf(others)).toEqual([['empty-image-cell', 2, 0, 2, 0]]);
  });

  it('are told in the config with the cell, also where the CSV file is closed', async () => {
    const root = await soundProject({ 'data/rows.csv': WITH_NOTES });
    const client = await LanguageClient.start(root, transport);
    const told = await client.open(join(root, 'config.yml'), CONFIG.replace('[striped, solid]', '[striped, plain]'));
    expect(told[0]?.relatedInformation?.[0]?.location.range).toEqual({
      start: { line: 4, character: 15 },
      end: { line: 4, character: 20 },
    });
  });
});
