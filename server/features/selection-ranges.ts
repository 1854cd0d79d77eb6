import type { SelectionRange } from 'vscode-languageserver/node';
import { selectionSpans } from '../../core/language/selection.ts';
import type { Feature } from '../feature.ts';

/** A selection grows from the word to its key, its group and the whole. */
export const selectionRange: Feature = {
  name: 'selectionRange',
  capabilities: { selectionRangeProvider: true },
  listen({ connection, configs }) {
    connection.onSelectionRanges(async ({ textDocument, positions }) => {
      const config = await configs.get(textDocument.uri);
      if (!config) return null;
      return positions.map((position) => {
        const spans = selectionSpans(config.text, config.outline, config.offsetAt(position));
        return spans.reduceRight<SelectionRange | undefined>(
          (parent, span) => ({ range: config.rangeOf(span), ...(parent && { parent }) }),
          undefined,
        ) as SelectionRange;
      });
    });
  },
};
