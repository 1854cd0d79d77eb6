// Training steps and inference on every rung of the ladder that this machine has, against Keras 3 and PyTorch: the same networks and
// batches, each side in a process of its own, taking turns. On a machine with a GPU, the libraries and the rungs for GPUs run there.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Figures, figuresOf } from './runtimes/figures.ts';
import { measure, type NotMeasured, ROUNDS, WARM_UP } from './runtimes/measure.ts';
import { networkName, PROBLEMS, type Problem } from './runtimes/problem.ts';
import { pythonEnvironment } from './runtimes/python-environment.ts';
import { serveRung } from './runtimes/serve-rung.ts';
import { isRung, PYTHON_SIDES, RUNGS, type SideName, sideCommand, titleOf } from './runtimes/sides.ts';
import { tableOf } from './runtimes/table.ts';

async function compare(): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const python = pythonEnvironment();
  let sides: readonly SideName[] = [...(python === undefined ? [] : PYTHON_SIDES), ...RUNGS];
  const results: { problem: Problem; figures: Figures[]; notMeasured: NotMeasured[] }[] = [];
  for (const problem of PROBLEMS) {
    const commandOf = (side: SideName) => sideCommand(side, problem, script, python ?? '');
    const { measured, notMeasured } = await measure(sides, commandOf);
    const figures = figuresOf(problem, measured);
    results.push({ problem, figures, notMeasured });
    console.log(`\n${networkName(problem)}: ${problem.work === 'training' ? 'one training step' : 'inference'}`);
    for (const line of tableOf(figures)) console.log(line);
    for (const { side, reason } of notMeasured) console.log(`${titleOf(side)}: not measured. ${reason}`);
    sides = sides.filter((side) => !notMeasured.some((one) => one.side === side && one.unavailable));
  }
  sayHow(results.flatMap(({ figures }) => figures));
  save(results);
}

function sayHow(figures: readonly Figures[]): void {
  console.log(
    `\nMedians of ${ROUNDS} rounds, after the first step and ${WARM_UP.steps} more, or ${WARM_UP.milliseconds / 1000} s of them, to warm up. ` +
      "× is this side's time divided by the other's, the median of the rounds.",
  );
  for (const [side, { device, version }] of new Map(figures.map((one) => [one.side, one]))) {
    console.log(`${titleOf(side)}: ${device}; ${version}`);
  }
}

function save(results: unknown): void {
  const { json } = parseArgs({ options: { json: { type: 'string' } } }).values;
  if (json === undefined) return;
  const machine = { cpu: cpus()[0]?.model, threads: availableParallelism(), node: process.versions.node };
  const date = new Date().toISOString();
  writeFileSync(json, `${JSON.stringify({ date, machine, rounds: ROUNDS, warmUp: WARM_UP, results }, undefined, 2)}\n`);
}

const [side, problem] = process.argv.slice(2);
if (isRung(side)) await serveRung(side, JSON.parse(problem!) as Problem);
else await compare();
