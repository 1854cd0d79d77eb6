import { MarkupKind } from 'vscode-languageserver/node';
import { hover as hoverAt } from '../../core/language/hover.ts';
import { type Feature, withData } from '../feature.ts';
import { LabelPictures } from '../label-pictures.ts';
import { loadSharp } from '../thumbnails.ts';

/** What is known of the word under the pointer. */
export const hover: Feature = {
  name: 'hover',
  capabilities: { hoverProvider: true },
  listen({ connection, client, configs, dataframes, settings }) {
    const pictures = new LabelPictures();
    // Labels have something to show from then on.
    dataframes.onReady(() => {
      if (client.showsPictures) void loadSharp();
    });
    connection.onHover(async ({ textDocument: { uri }, position }) => {
      const config = await configs.get(uri);
      if (!config) return null;
      const data = await withData(config, { configs, dataframes });
      const found = await hoverAt(data, config.offsetAt(position));
      if (!found) return null;
      const { span, text, labelled } = found;
      const shows = labelled && client.showsPictures && (await settings.of(config.place.configFile)).hover.thumbnails;
      const value = shows ? `${text}\n\n${await pictures.of(data, labelled)}`.trimEnd() : text;
      return { range: config.rangeOf(span), contents: { kind: MarkupKind.Markdown, value } };
    });
  },
};
