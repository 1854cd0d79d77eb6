// The language server as an editor meets it: over stdio, in a process of its own, with a dataframe of a hundred thousand rows and one of a million, against
// pandas' read_csv and value_counts of the four task columns.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bytes, count } from '../core/words.ts';
import { TASK_COLUMNS } from './dataframe/write-table.ts';
import {
  type Opening,
  openConfig,
  recount,
  type Typing,
  typeWhenIdle,
  typeWhileScanning,
} from './language-server/measure.ts';
import { appendRows, type Images, type TableProject, writeTableProject } from './language-server/table-project.ts';
import type { Mode } from './language-server/watched-config.ts';
import { quantile } from './quantile.ts';
import { pythonEnvironment } from './runtimes/python-environment.ts';

const ROUNDS = 3;
const [FEW, MANY] = [100_000, 1_000_000];
const MORE = 1000;
const PANDAS = resolve('bench/dataframe/python/count_with_pandas.py');

const folder = await mkdtemp(join(tmpdir(), 'multitask-bench-'));
try {
  await compare(pythonEnvironment([{ module: 'pandas', requirement: 'pandas' }]));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(python: string | undefined): Promise<void> {
  const few = await writeTableProject(join(folder, 'few'), FEW, 'there');
  const many = await writeTableProject(join(folder, 'many'), MANY, 'there');
  const missing = await writeTableProject(join(folder, 'missing'), MANY, 'missing');
  const openings = [await benchOpening(few, 'there', python), await benchOpening(many, 'there', python)];
  const growth = (part: keyof Opening) => (openings[1]![part] / openings[0]![part]).toFixed(1);
  console.log(
    `ten times the rows take ${growth('hinted')} times as long until counted, ${growth('whole')} until all images are known; at most 12 are allowed`,
  );
  await benchOpening(missing, 'missing', undefined);
  await benchTyping(many, 'there', 'told');
  await benchTyping(many, 'there', 'asked');
  await benchTyping(missing, 'missing', 'told');
  await benchAppending(many);
}

/** Each round begins without memory of the one before; the last also waits for every image. */
async function benchOpening(project: TableProject, images: Images, python: string | undefined): Promise<Opening> {
  const size = bytes((await stat(project.table)).size);
  console.log(`\n${count(project.rows)} rows, ${size}, ${titleOf(images)}; best of ${ROUNDS} rounds, in turn`);
  const cacheOf = (round: number) => cachedIn(join(folder, `cache-${images}-${project.rows}-${round}`));
  const theirs: number[] = [];
  const counted: number[] = [];
  for (let round = 1; round < ROUNDS; round++) {
    if (python !== undefined) theirs.push(secondsOfPandas(python, project.table) * 1000);
    counted.push(await untilCounted(project, cacheOf(round)));
  }
  if (python !== undefined) theirs.push(secondsOfPandas(python, project.table) * 1000);
  const last = await untilWhole(project, cacheOf(ROUNDS));
  const opening = { ...last, hinted: Math.min(last.hinted, ...counted) };
  const reopened = await untilCounted(project, cacheOf(ROUNDS));
  const pandas = Math.min(...theirs);
  const toPandas = (milliseconds: number) =>
    python === undefined ? '' : `${(pandas / milliseconds).toFixed(2)} × pandas' speed`;
  if (python !== undefined) print('pandas: read_csv, value_counts', seconds(pandas));
  print('opened, until the labels are counted', seconds(opening.hinted), toPandas(opening.hinted));
  print('  until there are diagnostics, once', seconds(opening.first));
  print('  until all images are known, once', seconds(opening.whole));
  print('reopened, until the labels are counted', seconds(reopened), toPandas(reopened));
  return opening;
}

async function untilCounted(project: TableProject, cache: Record<string, string>): Promise<number> {
  const { config, hinted } = await openConfig(project, 'told', cache);
  if (hinted === Number.POSITIVE_INFINITY) throw new Error('The labels were never counted.');
  await config.end();
  return hinted;
}

async function untilWhole(project: TableProject, cache: Record<string, string>): Promise<Opening> {
  const { config, finish } = await openConfig(project, 'told', cache);
  const opening = await finish();
  await config.end();
  return opening;
}

async function benchTyping(project: TableProject, images: Images, mode: Mode): Promise<void> {
  console.log(
    `\n${count(project.rows)} rows, ${titleOf(images)}; diagnostics ${mode === 'told' ? 'published' : 'pulled'}`,
  );
  console.log(`${'milliseconds'.padEnd(38)}       p50       p95       max     n`);
  const { config } = await openConfig(project, mode, cachedIn(join(folder, `cache-${images}-${mode}`)));
  report('while images are read', await typeWhileScanning(config));
  report('when they are known', await typeWhenIdle(config));
  const memory = config.memory;
  if (memory) print('memory at most', bytes(memory.peak));
  await config.end();
}

async function benchAppending(project: TableProject): Promise<void> {
  const { config, finish } = await openConfig(project, 'told', cachedIn(join(folder, 'cache-appended')));
  await finish();
  await appendRows(project, MORE);
  console.log(`\n${count(MORE)} rows appended to ${count(project.rows)}`);
  print('until they are counted', seconds(await recount(config, project, MORE)));
  await config.end();
}

function report(when: string, { keys, answers }: Typing): void {
  console.log(when);
  for (const { kind, first, whole } of keys) {
    row(`  key ${kind.title}: first`, first);
    row('    all', whole);
  }
  row('  completion', answers.completion);
  row('  hover', answers.hover);
}

function row(name: string, milliseconds: readonly number[]): void {
  if (milliseconds.length === 0) return;
  const figures = [0.5, 0.95, 1].map((share) => quantile(milliseconds, share).toFixed(1).padStart(9));
  console.log(`${name.padEnd(38)} ${figures.join(' ')} ${String(milliseconds.length).padStart(5)}`);
}

function print(name: string, figure: string, ratio = ''): void {
  console.log(`  ${name.padEnd(40)} ${figure.padStart(10)}   ${ratio}`.trimEnd());
}

function secondsOfPandas(python: string, file: string): number {
  const { status, stdout, stderr, error } = spawnSync(python, [PANDAS, file, ...TASK_COLUMNS], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`pandas failed: ${error?.message ?? stderr}`);
  return (JSON.parse(stdout) as { seconds: number }).seconds;
}

/** Where the server keeps what it knows from one process to the next. */
function cachedIn(cache: string): Record<string, string> {
  return { XDG_CACHE_HOME: cache, MULTITASK_CACHE: cache };
}

function titleOf(images: Images): string {
  return images === 'there' ? 'each with an image of its own' : 'no image is there';
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
