import { CodeActionKind } from 'vscode-languageserver/node';
import { pathFrom } from '../../core/findings/format-finding.ts';
import { quote } from '../../core/findings/words.ts';
import { missingFolder } from '../../core/fixes/missing-folder.ts';
import { nodeUnder } from '../../core/language/find.ts';
import { MAKE_FOLDER } from '../features/make-folder.ts';
import type { ActionSource } from './request.ts';

/** On the path of something that will be written: makes the folder for it, where there is none. */
export const newFolder: ActionSource = {
  kind: CodeActionKind.QuickFix,
  async actions({ config, params }) {
    const [group, key] = nodeUnder(config.outline, config.offsetAt(params.range.start))?.node.path ?? [];
    const folder = group === 'paths' && typeof key === 'string' ? await missingFolder(config, key) : undefined;
    if (folder === undefined) return [];
    const title = `Make the folder ${quote(pathFrom(config.place.root, folder))}`;
    const command = { title, command: MAKE_FOLDER, arguments: [config.uri, key] };
    return [{ title, kind: CodeActionKind.QuickFix, command }];
  },
};
