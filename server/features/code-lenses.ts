import { codeLenses } from '../../core/language/code-lenses.ts';
import { type Feature, withData } from '../feature.ts';
import { uriOfPath } from '../uris.ts';

/** Train and Check above the network, with what the data has; commands only those that the editor named at the start. */
export const codeLens: Feature = {
  name: 'codeLens',
  capabilities: { codeLensProvider: {} },
  listen({ connection, client, configs, dataframes }) {
    connection.onCodeLens(async ({ textDocument }) => {
      const config = await configs.get(textDocument.uri);
      if (!config) return null;
      return codeLenses(await withData(config, { configs, dataframes })).flatMap(({ span, title, command, file }) => {
        const range = config.rangeOf(span);
        if (command && file !== undefined && client.commands.has(command)) {
          return [{ range, command: { title, command, arguments: [uriOfPath(file)] } }];
        }
        // What is good to read is shown without its command too; a button that does nothing is not.
        return isButton(command) ? [] : [{ range, command: { title, command: '' } }];
      });
    });
  },
};

const isButton = (command: string | undefined) => command !== undefined && command !== 'multitask.showDataframe';
