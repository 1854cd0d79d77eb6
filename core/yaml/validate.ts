import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

const compiled = new WeakMap<object, ValidateFunction>();

/**
 * Fills the schema's defaults into the values and says what breaks the schema. Each error carries the data it is about and that data's schema
 * (ajv's `verbose`).
 */
export function validate(values: unknown, schema: object): readonly ErrorObject[] {
  let check = compiled.get(schema);
  if (!check) {
    check = new Ajv({ allErrors: true, useDefaults: true, verbose: true }).compile(schema);
    compiled.set(schema, check);
  }
  return check(values) ? [] : (check.errors ?? []);
}
