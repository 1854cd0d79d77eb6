import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Editor, givenByYamlExtension } from '../../client/yaml-extension.ts';
import { CODES } from '../../core/severity/codes.ts';
import { FEATURES } from '../../server/features/features.ts';
import { CONFIG, soundProject } from '../core/project-folder.ts';
import { LanguageClient } from '../server/language-client.ts';

/** VS Code with some extensions enabled and some settings. */
function editorWith(enabled: readonly string[], settings: Readonly<Record<string, unknown>> = {}): Editor {
  return {
    extensions: { getExtension: (id: string) => (enabled.includes(id) ? { id } : undefined) },
    workspace: {
      getConfiguration: (section: string) => ({
        get: (key: string, fallback: unknown) => settings[`${section}.${key}`] ?? fallback,
      }),
    },
  } as unknown as Editor;
}

const beside = givenByYamlExtension(editorWith(['redhat.vscode-yaml']));

describe("what Red Hat's YAML extension gives", () => {
  it('is nothing where it is not installed, or disabled', () => {
    expect(givenByYamlExtension(editorWith(['redhat.java']))).toEqual({ without: [], withoutCodes: [] });
  });

  it('is made of features and codes that there are', () => {
    expect(FEATURES.map(({ name }) => name)).toEqual(expect.arrayContaining([...beside.without]));
    expect(CODES).toEqual(expect.arrayContaining([...beside.withoutCodes]));
    expect([beside.without.length, beside.withoutCodes.length]).toEqual([3, 3]);
  });

  it('is no diagnostics where it is told to validate nothing', () => {
    const given = givenByYamlExtension(editorWith(['redhat.vscode-yaml'], { 'yaml.validate': false }));
    expect(given).toEqual({ without: beside.without, withoutCodes: [] });
  });

  it('is what docs/editors.md tells other editors', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/editors.md'), 'utf8');
    const told = [...docs.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json) as object);
    expect(told).toContainEqual(beside);
  });

  it('is left out by our server, and nothing else is', async () => {
    const root = await soundProject();
    const file = join(root, 'config.yml');
    const client = await LanguageClient.start(root, 'in-process', { initializationOptions: beside });
    const capabilities = client.initialized?.capabilities;
    expect(capabilities).toMatchObject({ hoverProvider: true, documentLinkProvider: {} });
    for (const left of ['documentSymbolProvider', 'foldingRangeProvider', 'selectionRangeProvider'])
      expect(capabilities).not.toHaveProperty(left);
    expect(await client.open(file, `${CONFIG}  batch_size: 8\n  learning_rate: [\n`)).toEqual([]);
    const version = await client.change(file, `${CONFIG}  epoch: 3\n`);
    expect((await client.diagnostics(file, version)).map(({ code }) => code)).toEqual(['unknown-key']);
  });
});
