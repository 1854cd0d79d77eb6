import { hasKey } from '../yaml/has-key.ts';

/**
 * Whether a text is a multitask project's config.yml rather than any other YAML file: it has `model` with `target_encoder`, or `paths`
 * with `model_dataframe`. Read from the text itself, so that a config stays ours while it is being typed and cannot be parsed.
 */
export function looksLikeConfig(text: string): boolean {
  return (
    (hasKey(text, 'model') && hasKey(text, 'target_encoder')) ||
    (hasKey(text, 'paths') && hasKey(text, 'model_dataframe'))
  );
}
