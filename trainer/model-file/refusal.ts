import { UserError } from '../../core/errors.ts';
import { escapeControls } from '../../core/findings/words.ts';

/** What is said of a model that is not used, for an error whose message is the reason as a clause, perhaps with names out of the file. */
export function refusal(path: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new UserError(`The model ${path} cannot be used: ${escapeControls(error.message)}.`, { cause: error });
}
