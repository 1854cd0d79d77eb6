import { fileURLToPath } from 'node:url';
import { LADDER } from '../../trainer/runtime/ladder.ts';
import type { RungName } from '../../trainer/runtime/rung.ts';
import type { Problem } from './problem.ts';

/** Whose network runs: that of a Python library, or of a rung of the ladder. */
export type SideName = PythonSide | RungName;

export const PYTHON_SIDES = ['keras', 'torch', 'torch-channels-last'] as const;
export type PythonSide = (typeof PYTHON_SIDES)[number];

export const RUNGS: readonly RungName[] = LADDER.map(({ name }) => name);

const TITLES: Record<PythonSide, string> = {
  keras: 'Keras',
  torch: 'PyTorch',
  'torch-channels-last': 'PyTorch, channels last',
};

export function titleOf(side: SideName): string {
  return isRung(side) ? side : TITLES[side];
}

export function isRung(name: string | undefined): name is RungName {
  return RUNGS.some((rung) => rung === name);
}

/**
 * A program and its arguments that serve one side of a problem.
 *
 * @param script a program that calls serveRung with its arguments.
 */
export function sideCommand(side: SideName, problem: Problem, script: string, python: string): string[] {
  const args = [side, JSON.stringify(problem)];
  if (isRung(side)) return [process.execPath, script, ...args];
  // As seen from dist/bench, where this runs. -B: leaves no compiled files beside the sources.
  const serve = fileURLToPath(new URL('../../bench/runtimes/python/serve.py', import.meta.url));
  return [python, '-B', serve, ...args];
}
