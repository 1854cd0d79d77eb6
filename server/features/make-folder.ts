import { mkdir } from 'node:fs/promises';
import { quote } from '../../core/findings/words.ts';
import { missingFolder } from '../../core/fixes/missing-folder.ts';
import type { Feature } from '../feature.ts';

export const MAKE_FOLDER = 'multitask.makeFolder';

/** Makes the folder that `paths.<key>` of a config wants; its arguments are the config's URI and the key. Answers with the folder, and says why there is none. */
export const makeFolder: Feature = {
  name: 'executeCommand',
  capabilities: { executeCommandProvider: { commands: [MAKE_FOLDER] } },
  listen({ connection, configs }) {
    connection.onExecuteCommand(async ({ command, arguments: [uri, key] = [] }) => {
      if (command !== MAKE_FOLDER || typeof uri !== 'string' || typeof key !== 'string') return null;
      const config = await configs.get(uri);
      const folder = config && (await missingFolder(config, key));
      if (folder === undefined) {
        connection.window.showInformationMessage(`There is nothing to make for ${quote(`paths.${key}`)}.`);
        return null;
      }
      try {
        await mkdir(folder, { recursive: true });
        return folder;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        connection.window.showErrorMessage(
          `The folder ${quote(folder)} could not be made (${code ?? 'unknown reason'}).`,
        );
        return null;
      }
    });
  },
};
