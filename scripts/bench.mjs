// npm run bench [name …] [-- --json FILE]: every measurement in bench/ (or those named), each in a process of its own, both sides of each
// ratio in one run. --json also saves the figures of `runtimes`; --seed, --from and --inputs say what `fuzz` takes.
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ensureInstalled, root, run } from './install.mjs';

ensureInstalled();
run('npm', ['run', '--silent', 'build']);

const text = { type: 'string' };
const { positionals: wanted, values } = parseArgs({
  options: { json: text, seed: text, from: text, inputs: text },
  allowPositionals: true,
});
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => basename(file, '.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.includes(name));

await build({
  absWorkingDir: root,
  entryPoints: names.map((name) => ({ in: `bench/${name}.bench.ts`, out: `${name}.bench` })),
  outdir: 'dist/bench',
  bundle: true,
  // What is loaded lazily stays lazy.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});

process.stdout.write(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} threads, Node ${process.versions.node}\n`,
);
for (const name of names) {
  process.stdout.write(`\n── ${name}\n`);
  run('node', [join(root, 'dist', 'bench', `${name}.bench.js`), ...optionsOf(name)]);
}

/** What of the options is for the measurement. */
function optionsOf(name) {
  const given = { ...values, ...(values.json !== undefined && { json: resolve(values.json) }) };
  const taken = { runtimes: ['json'], fuzz: ['seed', 'from', 'inputs'] }[name] ?? [];
  return taken.flatMap((option) => (given[option] === undefined ? [] : [`--${option}`, given[option]]));
}
