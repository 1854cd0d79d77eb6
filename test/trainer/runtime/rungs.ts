import type { LadderRung } from '../../../trainer/runtime/ladder.ts';
import type { Programs } from '../../../trainer/runtime/programs.ts';
import type { Rung, RungName, RungOptions } from '../../../trainer/runtime/rung.ts';

/** A rung of a ladder that is only played, and what became of it. */
export interface PlayedRung extends LadderRung {
  readonly seen: { loaded: number; opened: RungOptions[]; disposed: number };
}

/** A rung that computes with these programs, on the backend that is set; with a reason, one that this machine cannot take. */
export function playedRung(name: RungName, programs: Programs | string): PlayedRung {
  const seen = { loaded: 0, opened: [] as RungOptions[], disposed: 0 };
  const rung: Rung = {
    name,
    async open(options) {
      seen.opened.push(options);
      if (typeof programs === 'string') throw new Error(programs);
      return {
        ...programs,
        rung: name,
        device: `the ${name} device`,
        version: '1.0',
        throwIfFailed() {},
        async dispose() {
          seen.disposed++;
        },
      };
    },
  };
  return {
    name,
    seen,
    async load() {
      seen.loaded++;
      return rung;
    },
  };
}
