import type { Conflicts } from './conflicts.ts';
import type { ImageFacts } from './image-states.ts';
import type { SplitFacts } from './split-facts.ts';

/** What rules judge of the rows. What is undefined is not known yet, or cannot be said before an error is mended. */
export interface RowFacts {
  /** Per task in target_encoder order: images whose rows disagree. */
  readonly conflicts: readonly Conflicts[] | undefined;
  /** undefined as well when an unknown label or part leaves rows out. */
  readonly split: SplitFacts | undefined;
  readonly images: ImageFacts | undefined;
}
