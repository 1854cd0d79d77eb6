import type { Location } from '../schemas/types/finding.ts';

/**
 * Something a person can mend: a missing file, a wrong value, a full disk. Its message stands on its own, says what is wrong,
 * where and what to do, and is shown without a stack trace. Programs exit with code 1.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly location: Location | undefined;

  constructor(message: string, options: { location?: Location; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.location = options.location;
  }
}
