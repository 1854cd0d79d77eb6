import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../schemas/config.schema.json' with { type: 'json' };

let compiled: ValidateFunction | undefined;

/**
 * Fills the schema's defaults into the values and says what breaks the schema. Each error carries the data it is about and that data's schema
 * (ajv's `verbose`).
 */
export function validateConfig(values: unknown): readonly ErrorObject[] {
  compiled ??= new Ajv({ allErrors: true, useDefaults: true, verbose: true }).compile(schema);
  return compiled(values) ? [] : (compiled.errors ?? []);
}
