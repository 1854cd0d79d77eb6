import type { ErrorObject } from 'ajv';
import schema from '../../schemas/dataset-config.schema.json' with { type: 'json' };
import type { DatasetConfig, DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import { looksLikeConfig } from '../config/looks-like-config.ts';
import { pathEscapes } from '../yaml/path-escapes.ts';
import type { ConfigPath } from '../yaml/positions.ts';
import type { ConfigSource } from '../yaml/schema-findings.ts';
import { type DocumentKind, parseYaml, readYaml, type YamlDocument } from '../yaml/yaml-document.ts';
import { looksLikeDatasetConfig } from './looks-like-dataset-config.ts';

/** A dataset_config.yml: its text, what it says, what is wrong with it, and where everything stands. */
export type DatasetDocument = YamlDocument<DatasetConfig>;

/** A key of `paths`. */
export type DatasetPathKey = keyof DatasetPaths;

const PATH_KEYS = Object.keys(schema.properties.paths.properties) as DatasetPathKey[];

const KIND: DocumentKind<DatasetConfig> = {
  schema,
  example: 'examples/deepfashion/dataset_config.yml',
  mistakenFor: (text) =>
    looksLikeConfig(text) && !looksLikeDatasetConfig(text)
      ? 'This is a config.yml, which describes a network and how it is trained: `multitask train` trains it and `multitask check` checks it. Here a dataset_config.yml is wanted, which describes how a dataset is prepared.'
      : undefined,
  schemaFinding: aggregationFinding,
  textFindings: (config, source) =>
    pathEscapes(
      config,
      PATH_KEYS.map((key) => ['paths', key]),
      source,
    ),
};

/** Reads a dataset_config.yml from its text. Whatever the text, it neither throws nor takes long: what is wrong becomes findings. */
export const parseDatasetConfig = (text: string, file: string): DatasetDocument => parseYaml(text, file, KIND);

/** Reads a dataset_config.yml from its file. Never throws: a file that is missing, too large or no text becomes a finding. */
export const readDatasetConfig = (file: string): Promise<DatasetDocument> => readYaml(file, KIND);

const EXAMPLE = '`Dresses: [Dress, Robe]`';

/** An error about the names of the groups of categories, which are for a person to choose. */
function aggregationFinding(
  { keyword }: ErrorObject,
  path: ConfigPath,
  source: ConfigSource,
): Omit<Finding, 'severity'> | undefined {
  if (path.length !== 2 || path[1] !== 'aggregation') return undefined;
  if (keyword === 'propertyNames') {
    return {
      code: 'group-name',
      message: `A group of categories has an empty name. Give it one, such as ${EXAMPLE}.`,
      location: source.locate([...path, ''], 'key'),
    };
  }
  if (keyword === 'minProperties') {
    return {
      code: 'no-group',
      message: `\`aggregation\` lists no group of categories. Write one a line, such as ${EXAMPLE}.`,
      location: source.locate(path, 'key'),
    };
  }
  return undefined;
}
