import { FoldingRangeKind } from 'vscode-languageserver/node';
import { foldedParts } from '../../core/language/folding.ts';
import type { Feature } from '../feature.ts';

/** Groups, lists and comments fold. */
export const foldingRange: Feature = {
  name: 'foldingRange',
  capabilities: { foldingRangeProvider: true },
  listen({ connection, configs }) {
    connection.onFoldingRanges(async ({ textDocument }) => {
      const config = await configs.get(textDocument.uri);
      if (!config) return null;
      return foldedParts(config.text, config.outline).map(({ kind, ...span }) => {
        const { start, end } = config.rangeOf(span);
        return {
          startLine: start.line,
          endLine: end.line,
          ...(kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}),
        };
      });
    });
  },
};
