import { MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import { FileMoves } from '../../core/moves/file-moves.ts';
import { untilCancelled } from '../cancellation.ts';
import type { Feature } from '../feature.ts';
import { editsOfMoves } from '../moves/edits.ts';
import { pathOfUri } from '../uris.ts';
import { workspaceEdit } from '../workspace-edits.ts';

/** When files or folders are moved or renamed in the editor, the paths to them in configs, and in image cells, follow. */
export const willRenameFiles: Feature = {
  name: 'willRenameFiles',
  capabilities: {
    workspace: {
      fileOperations: { willRename: { filters: [{ scheme: 'file', pattern: { glob: '**/*' } }] } },
    },
  },
  listen(context) {
    const { connection, client } = context;
    connection.workspace.onWillRenameFiles(({ files }, token) =>
      untilCancelled(token, async (signal) => {
        const moves = files.flatMap(({ oldUri, newUri }) => {
          const [from, to] = [pathOfUri(oldUri), pathOfUri(newUri)];
          return from === undefined || to === undefined ? [] : [{ from, to }];
        });
        const { edits, remarks } = await editsOfMoves(context, new FileMoves(moves), signal);
        if (remarks.length > 0) {
          await connection.sendNotification(ShowMessageNotification.type, {
            type: MessageType.Warning,
            message: remarks.join(' '),
          });
        }
        return edits.length > 0 ? workspaceEdit(edits, client) : null;
      }),
    );
  },
};
