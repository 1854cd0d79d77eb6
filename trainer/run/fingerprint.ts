import { createHash } from 'node:crypto';
import type { Split } from '../../core/dataframe/dataframe.ts';
import { decidingKeys } from '../../core/runs/changed-keys.ts';
import type { Config } from '../../schemas/types/config.ts';

/** sha256 over the keys that decide a run's history. */
export function configFingerprint(config: Config): string {
  return sha256([...decidingKeys(config)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** sha256 over which rows train, validate and test, and with which labels. */
export function dataFingerprint(split: Split): string {
  return sha256(
    [split.train, split.validation, split.test].map((samples) =>
      samples.map(({ row, imageText, labels }) => [row, imageText, labels]),
    ),
  );
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
