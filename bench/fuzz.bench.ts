// Mutated configs, dataset configs and dataframes, one after the other, against one warm language server over stdio; each is followed by a request for its
// diagnostics and two more at random places. Options: --seed N --from N --inputs N.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bytes, count, counted } from '../core/words.ts';
import { type FuzzResult, fuzz } from './fuzz/fuzz.ts';
import { quantile } from './quantile.ts';

const number = (value: string) => Number.parseInt(value, 10);
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    inputs: { type: 'string', default: '100000' },
  },
});
const [seed, from, inputs] = [number(values.seed), number(values.from), number(values.inputs)];
const folder = await mkdtemp(join(tmpdir(), 'multitask-fuzz-'));
const begin = performance.now();
const result = await fuzz({ seed, from, inputs, folder, onInput: sayHowFar });
report(result, (performance.now() - begin) / 1000);
if (result.failures.length === 0) await rm(folder, { recursive: true, force: true });
else process.exitCode = 1;

function sayHowFar(done: number): void {
  if (done % 10_000 === 0) console.log(`${count(done)} inputs; go on with --seed ${seed} --from ${from + done}`);
}

function report({ failures, slowest, times, memory }: FuzzResult, seconds: number): void {
  console.log(`\n${counted(inputs, 'input')} of seed ${seed} in ${seconds.toFixed(0)} s; milliseconds:`);
  console.log(`${''.padEnd(30)} requests       p50       p99       max`);
  const all = [...times.values()].flat();
  for (const [method, milliseconds] of [...times].sort().concat([['all', all]])) {
    const figures = [0.5, 0.99, 1].map((share) => quantile(milliseconds, share).toFixed(1).padStart(9));
    console.log(`${method.padEnd(30)} ${count(milliseconds.length).padStart(8)} ${figures.join(' ')}`);
  }
  const slow = slowest.map(({ index, method, milliseconds }) => `${index} (${method}, ${milliseconds.toFixed(0)})`);
  console.log(`slowest inputs: ${slow.join(', ')}`);
  if (memory) {
    const { early, late, peak } = memory;
    console.log(`memory: ${bytes(early)} after a tenth, ${bytes(late)} at the end, ${bytes(peak)} at most`);
  }
  console.log(`failures: ${failures.length}`);
  for (const { index, what, file } of failures) console.log(`  input ${index}: ${what.trim()}\n    ${file}`);
}
