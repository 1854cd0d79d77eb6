import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { OpenConfigs } from '../../server/open-configs.ts';
import { SettingsCache } from '../../server/settings.ts';
import { WorkspaceRoots } from '../../server/workspace-roots.ts';
import { CONFIG } from '../core/project-folder.ts';

/** Open documents by their URIs, and how often each was looked into. */
function opened(texts: Readonly<Record<string, string>>) {
  const looks = new Map<string, number>();
  const documents = new Map<string, TextDocument>();
  const open = (uri: string, version: number, text: string) => {
    const document = TextDocument.create(uri, 'yaml', version, text);
    const getText = document.getText.bind(document);
    document.getText = () => {
      looks.set(uri, (looks.get(uri) ?? 0) + 1);
      return getText();
    };
    documents.set(uri, document);
  };
  for (const [uri, text] of Object.entries(texts)) open(uri, 1, text);
  const roots = new WorkspaceRoots();
  roots.change({ added: [{ uri: 'file:///p', name: 'p' }], removed: [] });
  // An editor without settings is never asked for them.
  const settings = new SettingsCache({} as never, roots);
  const configs = new OpenConfigs(
    { get: (uri) => documents.get(uri), keys: () => [...documents.keys()] },
    roots,
    settings,
  );
  return { configs, looks, open };
}

const OURS = 'file:///p/config.yml';
const OTHER = 'file:///p/.circleci/config.yml';

describe('OpenConfigs', () => {
  it('looks into a version of a document once, whosever it is', async () => {
    const { configs, looks, open } = opened({ [OURS]: CONFIG, [OTHER]: 'version: 2\n' });
    for (let times = 0; times < 3; times++) {
      expect((await configs.all()).map(({ uri }) => uri)).toEqual([OURS]);
      expect((await configs.readersOf('/p/data/rows.csv')).map(({ uri }) => uri)).toEqual([OURS]);
    }
    expect(looks.get(OTHER)).toBe(1);
    expect(looks.get(OURS)).toBe(2);
    open(OTHER, 2, CONFIG);
    expect((await configs.all()).map(({ uri }) => uri)).toEqual([OURS, OTHER]);
    open(OURS, 2, 'version: 2\n');
    expect((await configs.readersOf('/p/data/rows.csv')).map(({ uri }) => uri)).toEqual([OTHER]);
    expect([...configs.dataframes()]).toEqual(['/p/data/rows.csv']);
  });

  it('has nothing to do with documents that are no files', async () => {
    const none = ['untitled:config.yml', 'git:/p/config.yml', 'file://host/p/config.yml', 'file:///p%00/config.yml'];
    const { configs, looks } = opened(Object.fromEntries(none.map((uri) => [uri, CONFIG])));
    expect(await configs.all()).toEqual([]);
    expect(looks.size).toBe(0);
  });
});
