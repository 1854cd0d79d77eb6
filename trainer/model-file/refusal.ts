import { UserError } from '../../core/errors.ts';

/** What is said of a model that is not used, for an error whose message is the reason as a clause. */
export function refusal(path: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new UserError(`The model ${path} cannot be used: ${error.message}.`, { cause: error });
}
