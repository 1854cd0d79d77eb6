import { documentLinks } from '../../core/language/document-links.ts';
import type { Feature } from '../feature.ts';
import { uriOfPath } from '../uris.ts';

/** Paths open what stands there. */
export const documentLink: Feature = {
  name: 'documentLink',
  capabilities: { documentLinkProvider: {} },
  listen({ connection, configs }) {
    connection.onDocumentLinks(async ({ textDocument }) => {
      const config = await configs.get(textDocument.uri);
      if (!config) return null;
      return (await documentLinks(config)).map(({ span, file }) => ({
        range: config.rangeOf(span),
        target: uriOfPath(file),
      }));
    });
  },
};
