import { untilCancelled } from '../cancellation.ts';
import type { Feature } from '../feature.ts';
import { editsOfRename } from '../rename/edits.ts';
import { renamedAt } from '../rename/renamed-at.ts';
import { workspaceEdit } from '../workspace-edits.ts';

/** A label or a task is renamed in every config that reads the dataframe, and in every cell of it, as one edit that can be looked at before. */
export const rename: Feature = {
  name: 'rename',
  capabilities: { renameProvider: { prepareProvider: true } },
  listen(context) {
    const { connection, client } = context;
    connection.onPrepareRename(({ textDocument, position }, token) =>
      untilCancelled(token, async (signal) => {
        const renamed = await renamedAt(context, textDocument.uri, position, signal);
        return renamed ? { range: renamed.range, placeholder: renamed.name.name } : null;
      }),
    );
    connection.onRenameRequest(({ textDocument, position, newName }, token) =>
      untilCancelled(token, async (signal) => {
        const renamed = await renamedAt(context, textDocument.uri, position, signal);
        return renamed ? workspaceEdit(await editsOfRename(context, renamed, newName, signal), client) : null;
      }),
    );
  },
};
