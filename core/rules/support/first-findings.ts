import type { RuleFinding } from '../rule.ts';

/** More of one kind tell a person nothing new, and looking for all that a hostile config has could take minutes. */
const MOST_OF_A_RULE = 100;

/** The first findings of a rule, which is asked for no more than these; the last of them says so if there are others. */
export function firstFindings(all: Iterable<RuleFinding>): Generator<RuleFinding>;
/** The same of a rule that now and then yields nothing, where others may have a turn. */
export function firstFindings(all: Iterable<RuleFinding | undefined>): Generator<RuleFinding | undefined>;
export function* firstFindings(all: Iterable<RuleFinding | undefined>): Generator<RuleFinding | undefined> {
  let shown = 0;
  let last: RuleFinding | undefined;
  for (const finding of all) {
    if (!finding) yield finding;
    else if (last) {
      yield { ...last, message: `${last.message} There are more findings like this one: mend these first.` };
      return;
    } else if (++shown === MOST_OF_A_RULE) last = finding;
    else yield finding;
  }
  if (last) yield last;
}
