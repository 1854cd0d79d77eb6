import { Ajv } from 'ajv';
import schema from '../schemas/config.schema.json' with { type: 'json' };
import type { Config, Model } from '../schemas/types/config.ts';

/** A valid config with every default filled in and the given keys of `model` on top. */
export function configWith(model: Partial<Model> = {}): Config {
  const config = {
    paths: { model_dataframe: 'data.csv', model_path: './model', training_history_path: 'history.csv' },
    model: {
      input_shape: [71, 71],
      target_encoder: { print: ['solid', 'striped', 'dotted'], sleeves: ['long', 'short'] },
      paths: 'image',
      ...model,
    },
  };
  const validate = new Ajv({ useDefaults: true }).compile<Config>(schema);
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors));
  return config;
}

/** One small task; the backbone is what a test is about. */
export const ONE_TASK = { target_encoder: { tone: ['dark', 'light'] } };
