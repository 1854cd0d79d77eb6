import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ClientCapabilities, DocumentDiagnosticRequest, LogMessageNotification } from 'vscode-languageserver/node';
import { CODES, mayBeLowered } from '../../core/severity/codes.ts';
import { readSeverities } from '../../core/severity/read-severities.ts';
import { CONFIG, soundProject } from '../core/project-folder.ts';
import { LanguageClient, uriOf } from './language-client.ts';

const UNUSED = CONFIG.replace('[striped, solid]', '[striped, solid, floral]');
const pulls: ClientCapabilities = { textDocument: { diagnostic: {} } };
const severitiesOf = (diagnostics: readonly { code?: number | string; severity?: number }[]) =>
  diagnostics.map(({ code, severity }) => [code, severity]);

describe('the severity of each diagnostic', () => {
  it('is the one of the settings, and changes with them', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root, 'in-process', { settings: { rules: { 'unused-label': 'error' } } });
    expect(severitiesOf(await client.open(file, UNUSED))).toEqual([['unused-label', 1]]);
    client.forget();
    await client.changeSettings({ rules: { 'unused-label': 'off' } });
    expect(await client.published(file, () => true)).toEqual([]);
  });

  it('is that of the settings for editors that ask, too', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const settings = { rules: { 'unused-label': 'info' } };
    const client = await LanguageClient.start(root, 'in-process', { settings, capabilities: pulls });
    await client.openSilently(file, UNUSED);
    const textDocument = { uri: uriOf(file) };
    expect(await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument })).toMatchObject({
      items: [{ code: 'unused-label', severity: 3 }],
    });
  });

  it('is its own where a setting makes no sense, which is logged', async () => {
    const root = await soundProject();
    const settings = { rules: { 'unused-label': 'loud', unusedlabel: 'off', patience: null } };
    const client = await LanguageClient.start(root, 'in-process', { settings });
    const file = join(root, 'config.yml');
    expect(severitiesOf(await client.open(file, UNUSED))).toEqual([['unused-label', 2]]);
    const logged = client.told.filter(({ method }) => method === LogMessageNotification.method);
    expect(logged.map(({ params }) => (params as { message: string }).message)).toEqual([
      `Settings of ${uriOf(root)}: multitask.rules: \`unused-label\` is the text \`loud\`; write error, warning, info or off.`,
      `Settings of ${uriOf(root)}: multitask.rules: No diagnostic is called \`unusedlabel\`. Did you mean \`unused-label\`?`,
    ]);
  });
});

describe('the settings that VS Code offers', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const offered = Object.entries<{ enum: (string | null)[]; default: string | null }>(
    manifest.contributes.configuration.properties,
  )
    .filter(([name]) => name.startsWith('multitask.rules.'))
    .map(([name, setting]) => [name.slice('multitask.rules.'.length), setting] as const);

  it('are one for each code (`npm run generate` writes them)', () => {
    expect(offered.map(([code]) => code)).toEqual(CODES);
  });

  it('have values that are known, and leave everything as it is by default', () => {
    const written = offered.flatMap(([code, setting]) => setting.enum.map((value) => [code, value] as const));
    expect(readSeverities(written).problems).toEqual([]);
    for (const [code, setting] of offered) {
      expect(setting.enum, code).toContain(setting.default);
      if (mayBeLowered(code)) expect(setting.enum, code).toContain('off');
    }
  });
});
