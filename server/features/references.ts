import { references as referencesAt } from '../../core/language/places.ts';
import { type Feature, withData } from '../feature.ts';
import { lspLocation } from '../locations.ts';

/** Where a label or a task is written: in the config and in the first of the rows. */
export const references: Feature = {
  name: 'references',
  capabilities: { referencesProvider: true },
  listen({ connection, configs, dataframes }) {
    connection.onReferences(async ({ textDocument, position }) => {
      const config = await configs.get(textDocument.uri);
      if (!config) return null;
      const places = referencesAt(await withData(config, { configs, dataframes }), config.offsetAt(position));
      return places.map((place) => lspLocation(place, config));
    });
  },
};
