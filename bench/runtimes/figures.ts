import type { Measured } from './measure.ts';
import type { Problem } from './problem.ts';
import type { SideName } from './sides.ts';

/** One side of one problem as it is printed and saved. Times in milliseconds, memory in bytes. */
export interface Figures {
  readonly side: SideName;
  readonly device: string;
  readonly version: string;
  readonly median: number;
  readonly min: number;
  readonly stepsPerSecond: number;
  readonly imagesPerSecond: number;
  /** This side's time divided by the other's, the median over rounds; PyTorch in the faster of its two layouts. */
  readonly toKeras?: number;
  readonly toPyTorch?: number;
  readonly firstStep: number;
  readonly peakMemory?: number;
}

/** @throws Error if the sides' networks have not the same number of parameters. */
export function figuresOf({ batch }: Problem, sides: readonly Measured[]): Figures[] {
  throwIfNetworksDiffer(sides);
  const keras = sides.find(({ side }) => side === 'keras');
  const [pyTorch] = sides
    .filter(({ side }) => side === 'torch' || side === 'torch-channels-last')
    .sort((a, b) => median(a.times) - median(b.times));
  return sides.map(({ side, device, version, times, first, peakMemory }) => ({
    side,
    device,
    version,
    median: median(times),
    min: Math.min(...times),
    stepsPerSecond: 1000 / median(times),
    imagesPerSecond: (1000 * batch) / median(times),
    ...(keras && { toKeras: ratio(times, keras.times) }),
    ...(pyTorch && { toPyTorch: ratio(times, pyTorch.times) }),
    firstStep: first,
    ...(peakMemory !== undefined && { peakMemory }),
  }));
}

function throwIfNetworksDiffer(sides: readonly Measured[]): void {
  if (new Set(sides.map(({ parameters }) => parameters)).size <= 1) return;
  const counts = sides.map(({ side, parameters }) => `${side} ${parameters}`).join(', ');
  throw new Error(`The sides' networks differ in their number of parameters: ${counts}.`);
}

/** Turns of the same round are neighbours in time: what slows one down slows the other. */
function ratio(times: readonly number[], others: readonly number[]): number {
  return median(times.map((time, round) => time / others[round]!));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
