import { dirname } from 'node:path';
import { OUTPUT_KEYS } from '../dataset-config/dataset-rule.ts';
import { pathOf } from '../language/config-paths.ts';
import type { ConfigKind, ConfigView } from '../language/config-view.ts';
import { nodeAt } from '../language/find.ts';
import { pathFacts } from '../path-facts.ts';

/** The keys of `paths` that name what is written rather than read. */
const WRITTEN: Readonly<Record<ConfigKind, readonly string[]>> = {
  config: ['model_path', 'training_history_path'],
  dataset: [...OUTPUT_KEYS, 'cropped_folder'],
};

/**
 * Absolute path of the folder that what `paths.<key>` names will be written to, if it is missing and can be made. Training and preparing make it by
 * themselves; who wants to put something there before, or to see where it will be, need not wait for them.
 */
export async function missingFolder(config: ConfigView, key: string): Promise<string | undefined> {
  if (!WRITTEN[config.kind].includes(key)) return undefined;
  const node = nodeAt(config.outline, ['paths', key]);
  const file = node && pathOf(config, node)?.file;
  if (file === undefined) return undefined;
  const facts = await pathFacts(key === 'cropped_folder' ? file : dirname(file));
  return facts.kind === 'missing' && facts.writable ? facts.path : undefined;
}
