import { UserError } from '../../core/errors.ts';

export interface Choice {
  readonly value: string;
  readonly hint?: string;
}

/** Questions to whoever sits at the terminal. Each rejects with Cancelled when they leave. */
export interface Prompts {
  one(question: string, choices: readonly Choice[], guess: string | undefined): Promise<string>;
  some(question: string, choices: readonly Choice[], guesses: readonly string[]): Promise<readonly string[]>;
  yes(question: string): Promise<boolean>;
  /** @param objection What is wrong with an answer, if anything. */
  text(question: string, guess: string, objection: (answer: string) => string | undefined): Promise<string>;
}

/** Somebody left in the middle of the questions. */
export class Cancelled extends UserError {
  constructor() {
    super('Nothing was written.');
  }
}

/** Asks in the terminal. */
export async function terminalPrompts(): Promise<Prompts> {
  const clack = await import('@clack/prompts');
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (clack.isCancel(answer)) throw new Cancelled();
    return answer as Exclude<T, symbol>;
  };
  const options = (choices: readonly Choice[]) =>
    choices.map(({ value, hint }) => ({ value, ...(hint !== undefined && { hint }) }));
  return {
    async one(message, choices, guess) {
      const initial = guess === undefined ? {} : { initialValue: guess };
      return answered(await clack.select({ message, options: options(choices), maxItems: 12, ...initial }));
    },
    async some(message, choices, guesses) {
      const asked = { message, options: options(choices), initialValues: [...guesses], required: true, maxItems: 12 };
      return answered(await clack.multiselect(asked));
    },
    async yes(message) {
      return answered(await clack.confirm({ message }));
    },
    async text(message, guess, objection) {
      const validate = (answer: string | undefined) => objection(answer ?? '');
      return answered(await clack.text({ message, initialValue: guess, validate }));
    },
  };
}
