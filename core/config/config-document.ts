import schema from '../../schemas/config.schema.json' with { type: 'json' };
import type { Config } from '../../schemas/types/config.ts';
import { looksLikeDatasetConfig } from '../dataset-config/looks-like-dataset-config.ts';
import { type DocumentKind, parseYaml, readYaml, type YamlDocument } from '../yaml/yaml-document.ts';
import { looksLikeConfig } from './looks-like-config.ts';
import { targetEncoderFinding } from './target-encoder-findings.ts';
import { textFindings } from './text-rules.ts';

export { locateIn } from '../yaml/yaml-document.ts';

/** A config.yml: its text, what it says, what is wrong with it, and where everything stands. */
export type ConfigDocument = YamlDocument<Config>;

const KIND: DocumentKind<Config> = {
  schema,
  example: 'examples/garments/config.yml',
  mistakenFor: (text) =>
    looksLikeDatasetConfig(text) && !looksLikeConfig(text)
      ? 'This is a dataset_config.yml, which describes how a dataset is prepared: `multitask prepare deepfashion` runs it and `multitask check` checks it. Here a config.yml is wanted, which describes a network and how it is trained.'
      : undefined,
  schemaFinding: targetEncoderFinding,
  textFindings,
};

/** Reads a config from its text. Whatever the text, it neither throws nor takes long: what is wrong becomes findings. */
export const parseConfig = (text: string, file: string): ConfigDocument => parseYaml(text, file, KIND);

/** Reads a config from its file. Never throws: a file that is missing, too large or no text becomes a finding. */
export const readConfig = (file: string): Promise<ConfigDocument> => readYaml(file, KIND);
