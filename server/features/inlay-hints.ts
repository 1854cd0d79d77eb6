import { inlayHints } from '../../core/language/inlay-hints.ts';
import { type Feature, withData } from '../feature.ts';

/** How many rows have each label, beside it. */
export const inlayHint: Feature = {
  name: 'inlayHint',
  capabilities: { inlayHintProvider: true },
  listen({ connection, configs, dataframes }) {
    connection.languages.inlayHint.on(async ({ textDocument, range }) => {
      const config = await configs.get(textDocument.uri);
      if (!config) return null;
      const within = { from: config.offsetAt(range.start), to: config.offsetAt(range.end) };
      return inlayHints(await withData(config, { configs, dataframes }), within).map(({ offset, text, tooltip }) => ({
        position: config.rangeOf({ from: offset, to: offset }).start,
        label: text,
        tooltip,
        paddingLeft: true,
      }));
    });
  },
};
