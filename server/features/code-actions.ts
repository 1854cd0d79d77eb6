import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { untilCancelled } from '../cancellation.ts';
import { addTasks, extractTasks } from '../code-actions/extract-target-encoder.ts';
import { fixAll } from '../code-actions/fix-all.ts';
import { editOfFix } from '../code-actions/fix-edits.ts';
import { newFolder } from '../code-actions/new-folder.ts';
import { quickFixes, type UnresolvedFix } from '../code-actions/quick-fixes.ts';
import { type ActionSource, wants } from '../code-actions/request.ts';
import type { Feature } from '../feature.ts';

const SOURCES: readonly ActionSource[] = [quickFixes, newFolder, fixAll, extractTasks, addTasks];

/** What can be done about a part of a config. */
export const codeAction: Feature = {
  name: 'codeAction',
  capabilities: {
    codeActionProvider: { codeActionKinds: [...new Set(SOURCES.map(({ kind }) => kind))], resolveProvider: true },
  },
  listen(context) {
    const { connection, client, configs } = context;
    connection.onCodeAction(async (params, token) => {
      const config = await configs.get(params.textDocument.uri);
      if (!config || !client.actions.literals) return null;
      const wanted = SOURCES.filter(({ kind }) => wants(params.context.only, kind));
      return untilCancelled(token, async (signal) => {
        const request = { context, config, params, signal };
        return (await Promise.all(wanted.map((source) => source.actions(request)))).flat();
      });
    });
    connection.onCodeActionResolve(async (action, token) => {
      const { uri, version, fix } = action.data as UnresolvedFix;
      const config = await configs.get(uri);
      if (config?.version !== version) {
        throw new ResponseError(LSPErrorCodes.ContentModified, 'The config was changed since: look at it once more.');
      }
      const edit = await untilCancelled(token, (signal) => editOfFix(context, config, fix, signal));
      if (!edit)
        throw new ResponseError(
          LSPErrorCodes.RequestFailed,
          'The dataframe was changed since: no such cell is there any more.',
        );
      return { ...action, edit };
    });
  },
};
