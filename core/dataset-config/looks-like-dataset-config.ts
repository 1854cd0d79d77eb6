import { hasKey } from '../yaml/has-key.ts';

/**
 * Whether a text is a dataset_config.yml rather than any other YAML file: it has `categories` with `aggregation` or `to_model`, or `paths` with
 * the list of images of a part. Read from the text itself, so that it stays ours while it is being typed and cannot be parsed.
 */
export function looksLikeDatasetConfig(text: string): boolean {
  return (
    (hasKey(text, 'categories') && (hasKey(text, 'aggregation') || hasKey(text, 'to_model'))) ||
    (hasKey(text, 'paths') && PART_LISTS.some((key) => hasKey(text, key)))
  );
}

const PART_LISTS = ['train_files_path', 'test_files_path', 'val_files_path'];
