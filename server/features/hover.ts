import { MarkupKind } from 'vscode-languageserver/node';
import { hover as hoverAt } from '../../core/language/hover.ts';
import { type Feature, withData } from '../feature.ts';

/** What is known of the word under the pointer. */
export const hover: Feature = {
  name: 'hover',
  capabilities: { hoverProvider: true },
  listen({ connection, configs, dataframes }) {
    connection.onHover(async ({ textDocument, position }) => {
      const config = await configs.get(textDocument.uri);
      const found = config && (await hoverAt(await withData(config, dataframes), config.offsetAt(position)));
      return found
        ? { range: config.rangeOf(found.span), contents: { kind: MarkupKind.Markdown, value: found.text } }
        : null;
    });
  },
};
