import { type CodeAction, type CodeActionParams, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { untilCancelled } from '../cancellation.ts';
import { createTarget } from '../code-actions/create-target.ts';
import { addTasks, extractTasks } from '../code-actions/extract-target-encoder.ts';
import { fixAll } from '../code-actions/fix-all.ts';
import { editOfFix } from '../code-actions/fix-edits.ts';
import { newFolder } from '../code-actions/new-folder.ts';
import { quickFixes, type UnresolvedFix } from '../code-actions/quick-fixes.ts';
import { type ActionSource, wants } from '../code-actions/request.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import type { OpenConfig } from '../open-config.ts';
import { pathOfUri } from '../uris.ts';

const SOURCES: readonly ActionSource[] = [quickFixes, newFolder, fixAll, extractTasks, addTasks, createTarget];

/** What can be done about a part of a config, or about a cell of its dataframe. */
export const codeAction: Feature = {
  name: 'codeAction',
  capabilities: {
    codeActionProvider: { codeActionKinds: [...new Set(SOURCES.map(({ kind }) => kind))], resolveProvider: true },
  },
  listen(context) {
    const { connection, client, configs } = context;
    connection.onCodeAction((params, token) =>
      client.actions.literals ? untilCancelled(token, (signal) => actionsFor(context, params, signal)) : null,
    );
    connection.onCodeActionResolve(async (action, token) => {
      // An editor asks for what commands and disabled actions lack, too: there is nothing to add.
      if (action.data === undefined) return action;
      const { uri, version, fix } = action.data as UnresolvedFix;
      const config = await configs.get(uri);
      if (config?.version !== version) {
        throw new ResponseError(LSPErrorCodes.ContentModified, 'The config was changed since: look at it once more.');
      }
      const edit = await untilCancelled(token, (signal) => editOfFix(context, config, fix, signal));
      if (edit) return { ...action, edit };
      const reason = 'The dataframe was changed since: no such cell is there any more.';
      throw new ResponseError(LSPErrorCodes.RequestFailed, reason);
    });
  },
};

async function actionsFor(
  context: FeatureContext,
  params: CodeActionParams,
  signal: AbortSignal,
): Promise<CodeAction[] | null> {
  const { uri } = params.textDocument;
  const actionsOf = async (sources: readonly ActionSource[], config: OpenConfig) => {
    const wanted = sources.filter(({ kind }) => wants(params.context.only, kind));
    return (await Promise.all(wanted.map((source) => source.actions({ context, config, params, signal })))).flat();
  };
  const config = await context.configs.get(uri);
  if (config) return actionsOf(SOURCES, config);
  const file = pathOfUri(uri);
  const readers = file === undefined ? [] : await context.configs.readersOf(file);
  if (readers.length === 0) return null;
  const actions = (await Promise.all(readers.map((reader) => actionsOf([quickFixes], reader)))).flat();
  // Two configs may say the same of a cell.
  return [...new Map(actions.map((action) => [action.title, action])).values()];
}
