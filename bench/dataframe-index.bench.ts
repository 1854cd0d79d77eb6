// The index of all columns of a CSV file with eight, against pandas' read_csv and value_counts of the four task columns: a million rows and a hundred
// thousand, every reading in a process of its own, both sides in turn.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { indexDataframe } from '../core/dataframe/index-dataframe.ts';
import { bytes, count } from '../core/words.ts';
import { TASK_COLUMNS, writeTable } from './dataframe/write-table.ts';
import { pythonEnvironment } from './runtimes/python-environment.ts';

const ROUNDS = 5;
const [FEW, MANY] = [100_000, 1_000_000];
/** Of time, from ten times fewer rows. */
const LARGEST_GROWTH = 12;
const PANDAS = resolve('bench/dataframe/python/count_with_pandas.py');

interface Reading {
  readonly seconds: number;
  /** Most memory that the process has held, in bytes. */
  readonly peak: number;
  /** Cells that are not empty, of each task column. */
  readonly labelled: readonly number[];
}

const [file] = process.argv.slice(2);
if (file === undefined) await compare();
else console.log(JSON.stringify(await indexOnce(file)));

async function indexOnce(file: string): Promise<Reading> {
  const begin = performance.now();
  const { columns } = await indexDataframe(file);
  const seconds = (performance.now() - begin) / 1000;
  const labelledOf = (name: string) => {
    const counts = [...columns.find((column) => column.name === name)!.values.values()];
    return counts.reduce((sum, value) => sum + value.count, 0);
  };
  return { seconds, peak: process.resourceUsage().maxRSS * 1024, labelled: TASK_COLUMNS.map(labelledOf) };
}

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'multitask-bench-'));
  try {
    const python = pythonEnvironment([{ module: 'pandas', requirement: 'pandas' }]);
    console.log(`best of ${ROUNDS} rounds, in turn        seconds   peak memory   by round`);
    const [few, many] = [await bench(folder, FEW, python), await bench(folder, MANY, python)];
    const growth = many / few;
    console.log(`ten times the rows take ${growth.toFixed(1)} times as long; at most ${LARGEST_GROWTH} are allowed`);
    if (growth > LARGEST_GROWTH) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds of our best round. */
async function bench(folder: string, rows: number, python: string | undefined): Promise<number> {
  const file = join(folder, `${rows}.csv`);
  await writeTable(file, rows);
  console.log(`${count(rows)} rows, ${bytes((await stat(file)).size)}`);
  const [ours, theirs]: [Reading[], Reading[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    if (python !== undefined) theirs.push(run(python, [PANDAS, file, ...TASK_COLUMNS]));
    ours.push(run(process.execPath, [fileURLToPath(import.meta.url), file]));
  }
  report('  index of all columns', ours);
  if (theirs.length > 0) {
    report('  pandas, task columns', theirs);
    if (String(ours[0]!.labelled) !== String(theirs[0]!.labelled)) throw new Error('Both sides counted differently.');
    console.log(`  faster than pandas: ${(best(theirs).seconds / best(ours).seconds).toFixed(1)}×`);
  }
  return best(ours).seconds;
}

function run(program: string, args: readonly string[]): Reading {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as Reading;
}

function report(name: string, readings: readonly Reading[]): void {
  const peak = Math.max(...readings.map((reading) => reading.peak));
  const rounds = readings.map(({ seconds }) => seconds.toFixed(2)).join(' ');
  console.log(
    `${name.padEnd(30)} ${best(readings).seconds.toFixed(2).padStart(8)} ${bytes(peak).padStart(13)}   ${rounds}`,
  );
}

/** On a machine with other work, the round that was disturbed least. */
function best(readings: readonly Reading[]): Reading {
  return readings.reduce((least, reading) => (reading.seconds < least.seconds ? reading : least));
}
