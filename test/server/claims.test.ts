import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { matchesGlob } from '../../server/globs.ts';
import { DEFAULT_SETTINGS, settingsFrom } from '../../server/settings.ts';
import { CONFIG, projectFolder, soundProject } from '../core/project-folder.ts';
import { FOREIGN_CONFIGS } from './foreign-configs.ts';
import { LanguageClient, uriOf } from './language-client.ts';

const WRONG = `${CONFIG}  epoch: 3\n`;
const codesOf = (diagnostics: readonly { code?: number | string }[]) => diagnostics.map(({ code }) => code);

describe('whose file it is', () => {
  it.each(Object.entries(FOREIGN_CONFIGS))('leaves the config.yml of %s alone', async (_, text) => {
    const root = await projectFolder({});
    const client = await LanguageClient.start(root, 'in-process');
    expect(await client.open(join(root, 'config.yml'), text)).toEqual([]);
  });

  it('claims a file by its name and by what it holds', async () => {
    const root = await soundProject();
    const client = await LanguageClient.start(root, 'in-process');
    for (const [name, codes] of [
      ['compose.yml', []],
      ['config.yml', ['unknown-key']],
      ['config.yaml', ['unknown-key']],
      ['shoes.multitask.yml', ['unknown-key']],
      ['myconfig.yml', []],
    ] as const) {
      expect(codesOf(await client.open(join(root, name), WRONG)), name).toEqual(codes);
    }
  });

  it('asks for the settings of each folder once, and again when they change', async () => {
    const root = await soundProject();
    const file = join(root, 'shoes.yml');
    const client = await LanguageClient.start(root, 'in-process', {
      settings: { configFiles: ['shoes.yml'] },
      capabilities: { workspace: { didChangeConfiguration: { dynamicRegistration: true } } },
    });
    await client.toldOf('client/registerCapability', (params) =>
      JSON.stringify(params).includes(DidChangeConfigurationNotification.method),
    );
    expect(codesOf(await client.open(file, WRONG))).toEqual(['unknown-key']);
    expect(await client.open(join(root, 'config.yml'), WRONG)).toEqual([]);
    expect(client.asked).toEqual([{ scopeUri: uriOf(root), section: 'multitask' }]);
    client.forget();
    await client.changeSettings({ configFiles: ['config.yml'] });
    expect(await client.published(file, () => true)).toEqual([]);
    expect(codesOf(await client.published(join(root, 'config.yml'), () => true))).toEqual(['unknown-key']);
  });

  it('takes settings that make no sense for the defaults', () => {
    for (const sent of [null, 3, {}, { configFiles: null, rules: null }])
      expect(settingsFrom(sent)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
    for (const sent of [
      { configFiles: 'config.yml' },
      { configFiles: [1] },
      { rules: 'off' },
      { rules: ['patience'] },
      { hover: { thumbnails: 1 } },
    ])
      expect(settingsFrom(sent)).toEqual({
        settings: DEFAULT_SETTINGS,
        problems: [expect.stringMatching(/^multitask\./)],
      });
  });
});

describe('matchesGlob', () => {
  it.each([
    ['**/config.{yml,yaml}', 'config.yml', true],
    ['**/config.{yml,yaml}', 'a/b/config.yaml', true],
    ['**/config.{yml,yaml}', 'a/myconfig.yml', false],
    ['**/config.{yml,yaml}', 'config.yml.bak', false],
    ['*.yml', 'a/b.yml', false],
    ['a?c+.yml', 'abc+.yml', true],
    ['a?c+.yml', 'abcc.yml', false],
    ['conf/**', 'conf/a/b.yml', true],
    ['{a.yml', 'a.yml', false],
    ['ünï*.yml', 'ünï😀.yml', true],
  ])('%s, %s: %s', (glob, path, matches) => {
    expect(matchesGlob(glob, path)).toBe(matches);
  });

  it('is not kept busy by a glob', () => {
    expect(matchesGlob('*a'.repeat(100), 'a'.repeat(200))).toBe(false);
  });
});
