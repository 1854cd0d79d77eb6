import type { Config } from '../../schemas/types/config.ts';

/**
 * Keys that may change between the processes of one run: they decide how long it goes on, where it runs and where results go, not what it
 * learns. Another runtime rounds otherwise in the last digits; train.ts says so. A recipe only fills in other keys, which are compared.
 */
const FREE_KEYS = [
  'paths.model_path',
  'paths.training_history_path',
  'model.epochs',
  'model.early_stopping_patience',
  'model.on_bad_image',
  'model.image_cache_mb',
  'model.target',
  'model.runtime',
  'model.recipe',
] as const;

export interface ChangedKey {
  /** Such as model.random_seed. */
  readonly key: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** The keys whose values decide a run's history and differ, in the order of the file. Both configs have their defaults filled in. */
export function changedKeys(before: Config, now: Config): ChangedKey[] {
  const [old, current] = [decidingKeys(before), decidingKeys(now)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((key) => JSON.stringify(old.get(key)) !== JSON.stringify(current.get(key)))
    .map((key) => ({ key, before: old.get(key), now: current.get(key) }));
}

/** paths.* and model.* one by one, without the free ones; deeper values stay whole, for the order of their keys matters. */
export function decidingKeys(config: Config): Map<string, unknown> {
  const keys = Object.entries(config).flatMap(([section, values]) =>
    Object.entries(values as object).map(([key, value]) => [`${section}.${key}`, value] as const),
  );
  const free: readonly string[] = FREE_KEYS;
  return new Map(keys.filter(([key]) => !free.includes(key)));
}
