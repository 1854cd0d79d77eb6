import { resolve } from 'node:path';
import { type CheckOptions, checkProject, type ProjectCheck } from './check.ts';
import { looksLikeConfig } from './config/looks-like-config.ts';
import { checkDatasetConfig, type DatasetCheck } from './dataset-config/check-dataset-config.ts';
import { looksLikeDatasetConfig } from './dataset-config/looks-like-dataset-config.ts';
import { readConfigText } from './yaml/read-config-text.ts';

/** What the check has to say about a config of either kind. */
export type ConfigCheck = { readonly project: ProjectCheck } | { readonly dataset: DatasetCheck };

/**
 * Checks what the file is by its text: a dataset if it looks like a dataset_config.yml and not like a config.yml, else a project. What is wrong
 * becomes findings; throws only the signal's reason.
 */
export async function checkConfig(options: CheckOptions): Promise<ConfigCheck> {
  const text = options.text ?? (await textOf(options.configFile));
  // What cannot be read is read again there, and said.
  if (text === undefined) return { project: await checkProject(options) };
  const withText = { ...options, text };
  return looksLikeDatasetConfig(text) && !looksLikeConfig(text)
    ? { dataset: await checkDatasetConfig(withText) }
    : { project: await checkProject(withText) };
}

async function textOf(file: string): Promise<string | undefined> {
  const read = await readConfigText(resolve(file));
  return 'text' in read ? read.text : undefined;
}
