import { messageOf } from '../../trainer/runtime/ladder.ts';
import type { Built } from './protocol.ts';
import { SideProcess } from './side-process.ts';
import type { SideName } from './sides.ts';

/** Turns that every side gets. */
export const ROUNDS = 9;
/**
 * What every side does before its turns count, besides the first step: code is compiled, and memory found, while it first runs. Steps, and
 * milliseconds after which slow sides have done enough.
 */
export const WARM_UP = { steps: 10, milliseconds: 8000 };
/** About how long a turn takes, in milliseconds: short, so that whatever else the machine does hits all sides alike. */
const TURN = 700;

/** What was measured of one side. Times in milliseconds, memory in bytes. */
export interface Measured extends Built {
  readonly side: SideName;
  /** From a built network to the first loss, or outputs. */
  readonly first: number;
  /** Of one step, in each round. */
  readonly times: readonly number[];
  readonly peakMemory: number | undefined;
}

/** A side that could not be measured, and why. */
export interface NotMeasured {
  readonly side: SideName;
  readonly reason: string;
  /** This machine cannot take the side, whatever the network. */
  readonly unavailable: boolean;
}

interface Runner {
  readonly side: SideName;
  readonly built: Built;
  readonly process: SideProcess;
  readonly first: number;
  readonly stepsPerTurn: number;
  readonly times: number[];
}

/** Measures all sides of one problem, taking turns. The processes last no longer than this. */
export async function measure(
  sides: readonly SideName[],
  commandOf: (side: SideName) => string[],
): Promise<{ measured: Measured[]; notMeasured: NotMeasured[] }> {
  const runners: Runner[] = [];
  const notMeasured: NotMeasured[] = [];
  try {
    for (const side of sides) {
      const runner = await warmUp(side, commandOf(side));
      if ('reason' in runner) notMeasured.push(runner);
      else runners.push(runner);
    }
    for (let round = 0; round < ROUNDS; round++) {
      // Nobody always follows the same neighbour's heat.
      const first = round % Math.max(1, runners.length);
      for (const runner of [...runners.slice(first), ...runners.slice(0, first)]) {
        runner.times.push((await runner.process.take(runner.stepsPerTurn)) / runner.stepsPerTurn);
      }
    }
    const measured = runners.map(({ side, built, process, first, times }) => ({
      ...built,
      side,
      first,
      times,
      peakMemory: process.peakMemory(),
    }));
    return { measured, notMeasured };
  } finally {
    await Promise.all(runners.map(({ process }) => process.end()));
  }
}

/** A side that is ready for its turns, or why there is none. */
async function warmUp(side: SideName, command: readonly string[]): Promise<Runner | NotMeasured> {
  const process = new SideProcess(command);
  try {
    const built = await process.built();
    if ('unavailable' in built) return { side, reason: built.unavailable, unavailable: true };
    const first = await process.take(1);
    const warm: number[] = [];
    while (warm.length < WARM_UP.steps && sum(warm) < WARM_UP.milliseconds) warm.push(await process.take(1));
    const stepsPerTurn = Math.max(1, Math.round(TURN / Math.min(...warm)));
    return { side, built, process, first, stepsPerTurn, times: [] };
  } catch (error) {
    await process.end();
    return { side, reason: messageOf(error), unavailable: false };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
