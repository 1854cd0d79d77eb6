import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FileMoves } from '../../../core/moves/file-moves.ts';
import type { FeatureContext } from '../../../server/feature.ts';
import { editsOfMoves } from '../../../server/moves/edits.ts';
import { OpenConfig } from '../../../server/open-config.ts';
import { uriOfPath } from '../../../server/uris.ts';
import { WorkspaceRoots } from '../../../server/workspace-roots.ts';
import { CONFIG, photo, soundProject } from '../../core/project-folder.ts';

it('dataframes are read only where images, folders or the dataframe itself may move', async () => {
  const folder = await soundProject({ 'README.md': 'Read me.', 'data/img/photo.of.mine': await photo() });
  const roots = new WorkspaceRoots();
  roots.change({ added: [{ uri: uriOfPath(folder), name: 'project' }], removed: [] });
  const configFile = join(folder, 'config.yml');
  const document = TextDocument.create(uriOfPath(configFile), 'yaml', 1, CONFIG);
  const config = new OpenConfig(document, 'config', { root: folder, configFile });
  const context = {
    roots,
    knownConfigs: { all: async () => [{ config, isOpen: true }] },
    dataframes: { read: () => Promise.reject(new Error('The dataframe was read.')) },
  } as unknown as FeatureContext;
  const moved = (from: string) =>
    editsOfMoves(
      context,
      new FileMoves([{ from: join(folder, from), to: join(folder, `${from}.moved`) }]),
      new AbortController().signal,
    );
  for (const path of ['README.md', 'config.yml']) expect(await moved(path)).toEqual({ edits: [], remarks: [] });
  for (const path of ['data/img/0.jpg', 'data/img/photo.of.mine', 'data/img', 'data/rows.csv', 'gone'])
    await expect(moved(path), path).rejects.toThrow('The dataframe was read.');
});
