import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DocumentDiagnosticRequest, type Hover, HoverRequest } from 'vscode-languageserver/node';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { atCursor } from './cursor.ts';
import { LanguageClient, uriOf } from './language-client.ts';
import type { Transport } from './transports.ts';

const codesOf = (diagnostics: readonly { code?: number | string }[]) => diagnostics.map(({ code }) => code);

/** A sound project with its config open, and what its diagnostics become. */
async function project(transport: Transport, csvOnDisk: string | Buffer = ROWS) {
  const root = await soundProject({ 'data/rows.csv': csvOnDisk });
  const [config, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
  const client = await LanguageClient.start(root, transport, {
    capabilities: { workspace: { inlayHint: { refreshSupport: true } } },
  });
  await client.open(config, CONFIG);
  const becomes = async (code: string | undefined) => {
    const found = await client.published(config, ({ diagnostics }) => diagnostics[0]?.code === code);
    client.forget();
    return codesOf(found);
  };
  return { config, csv, client, becomes };
}

describe.each(['in-process', 'stdio'] as const)('a CSV file in the editor (%s)', (transport) => {
  it('counts as it is typed, saved or not, until it is closed', async () => {
    const { csv, client, becomes } = await project(transport);
    client.forget();
    await client.openSilently(csv, ROWS);
    await client.change(csv, ROWS.replace('striped', 'lattice'));
    expect(await becomes('unknown-label')).toEqual(['unknown-label']);
    await client.change(csv, ROWS);
    expect(await becomes(undefined)).toEqual([]);
    await client.change(csv, ROWS.replace('striped', 'lattice'));
    await becomes('unknown-label');
    await client.close(csv);
    expect(await becomes(undefined)).toEqual([]);
  });

  it('counts when an editor brings back what was not saved', async () => {
    const { csv, client, becomes } = await project(transport);
    client.forget();
    await client.openSilently(csv, ROWS.replace('striped', 'lattice'));
    expect(await becomes('unknown-label')).toEqual(['unknown-label']);
  });

  it('is the file again once it is saved', async () => {
    const { csv, client, becomes } = await project(transport);
    client.forget();
    await client.openSilently(csv, ROWS);
    const edited = ROWS.replace('striped', 'lattice');
    await client.change(csv, edited);
    await becomes('unknown-label');
    // A formatter on saving, say, has the last word.
    await writeFile(csv, ROWS);
    await client.save(csv);
    expect(await becomes(undefined)).toEqual([]);
  });

  it('counts as a file where only the editor knew how to read it', async () => {
    const { csv, client, becomes } = await project(
      transport,
      Buffer.from(ROWS.replace('solid', 'caf\u00e9'), 'latin1'),
    );
    const onFile = () => client.published(csv, ({ diagnostics }) => diagnostics.length > 0);
    expect(codesOf(await onFile())).toEqual(['undecodable-text']);
    client.forget();
    await client.openSilently(csv, ROWS.replace('solid', 'café'));
    expect(codesOf(await onFile())).toEqual(['undecodable-text']);
    await client.change(csv, ROWS.replace('solid', 'cafés'));
    expect(await becomes('unknown-label')).toEqual(['unknown-label']);
  });

  it('has an editor that asks for diagnostics itself ask again', async () => {
    const root = await soundProject();
    const [config, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
    const client = await LanguageClient.start(root, transport, {
      capabilities: { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
    });
    await client.openSilently(config, CONFIG);
    await client.openSilently(csv, ROWS.replace('striped', 'lattice'));
    await client.toldOf('workspace/diagnostic/refresh');
    const textDocument = { uri: uriOf(config) };
    const pull = () => client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    expect(await pull()).toMatchObject({ kind: 'full', items: [{ code: 'unknown-label' }] });
    const marks = await client.published(csv, ({ diagnostics }) => diagnostics.length > 0);
    expect(marks).toMatchObject([{ code: 'unknown-label', range: { start: { line: 1, character: 15 } } }]);
  });

  it('is what the features of the config know', async () => {
    const { config, csv, client } = await project(transport);
    await client.toldOf('workspace/inlayHint/refresh');
    client.told.length = 0;
    await client.openSilently(csv, ROWS);
    await client.change(csv, ROWS.replaceAll('striped', 'lattice'));
    await client.toldOf('workspace/inlayHint/refresh');
    const { position } = atCursor(CONFIG.replace('[striped', '[stri‸ped'));
    const found = (await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: uriOf(config) },
      position,
    })) as Hover;
    expect(found.contents).toHaveProperty('value', expect.stringContaining('No row has this label.'));
  });
});
