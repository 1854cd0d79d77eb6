import { definition as definitionAt } from '../../core/language/places.ts';
import { type Feature, withData } from '../feature.ts';
import { lspLocation } from '../locations.ts';

/** From a word in the config to where it comes from: a row, a header, a file, a task. */
export const definition: Feature = {
  name: 'definition',
  capabilities: { definitionProvider: true },
  listen({ connection, configs, dataframes }) {
    connection.onDefinition(async ({ textDocument, position }) => {
      const config = await configs.get(textDocument.uri);
      if (!config) return null;
      const places = await definitionAt(await withData(config, { configs, dataframes }), config.offsetAt(position));
      return places.map((place) => lspLocation(place, config));
    });
  },
};
