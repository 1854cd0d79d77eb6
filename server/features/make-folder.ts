import { mkdir } from 'node:fs/promises';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import { quote } from '../../core/findings/words.ts';
import { missingFolder } from '../../core/fixes/missing-folder.ts';
import type { Feature } from '../feature.ts';

export const MAKE_FOLDER = 'multitask.makeFolder';

/**
 * Makes the folder for what `paths.<key>` of an open config names. Its arguments are the config's URI and the key; it answers with the folder's path, or
 * with null, and then a message says why.
 */
export const makeFolder: Feature = {
  name: 'executeCommand',
  capabilities: { executeCommandProvider: { commands: [MAKE_FOLDER] } },
  listen({ connection, configs }) {
    connection.onExecuteCommand(async ({ command, arguments: [uri, key] = [] }) => {
      if (command !== MAKE_FOLDER || typeof uri !== 'string' || typeof key !== 'string') return null;
      const config = await configs.get(uri);
      const folder = config && (await missingFolder(config, key));
      if (folder === undefined) {
        return told(MessageType.Info, `No folder is missing for ${quote(`paths.${key}`)}, or none can be made there.`);
      }
      try {
        await mkdir(folder, { recursive: true });
        return folder;
      } catch (error) {
        const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
        return told(MessageType.Error, `The folder ${quote(folder)} could not be made (${code}).`);
      }
    });

    async function told(type: MessageType, message: string): Promise<null> {
      await connection.sendNotification(ShowMessageNotification.type, { type, message });
      return null;
    }
  },
};
