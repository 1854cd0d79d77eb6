import type { Finding } from '../../schemas/types/finding.ts';

/** More of one kind tell a person nothing new, and looking for all that a hostile config has could take minutes. */
const MOST_OF_A_KIND = 100;

type Told = Pick<Finding, 'message'>;

/** The first findings of one kind, whose source is asked for no more than these; the last of them says so if there are others. */
export function firstFindings<Found extends Told>(all: Iterable<Found>): Generator<Found>;
/** The same of a source that now and then yields nothing, where others may have a turn. */
export function firstFindings<Found extends Told>(all: Iterable<Found | undefined>): Generator<Found | undefined>;
export function* firstFindings<Found extends Told>(all: Iterable<Found | undefined>): Generator<Found | undefined> {
  let shown = 0;
  let last: Found | undefined;
  for (const finding of all) {
    if (!finding) yield finding;
    else if (last) {
      yield { ...last, message: `${last.message} There are more findings like this one: mend these first.` };
      return;
    } else if (++shown === MOST_OF_A_KIND) last = finding;
    else yield finding;
  }
  if (last) yield last;
}
