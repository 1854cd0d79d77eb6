// npm run demo: from a fresh clone to a trained network with three heads, and what it says of images it has never seen.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, run } from './install.mjs';

const garments = join(root, 'examples', 'garments');
const IMAGES_TO_CLASSIFY = 5;

/** Sections of the demo, so that one sees where one is. */
function section(title, command, args) {
  process.stdout.write(`\n── ${title}\n   ${[command, ...args].join(' ').replaceAll(`${root}/`, '')}\n\n`);
  run(command, args);
}

const multitask = (...args) => ['node', [join(root, 'dist', 'multitask.js'), ...args]];

ensureInstalled();
run('npm', ['run', '--silent', 'build']);
const started = performance.now();
rmSync(join(garments, 'model'), { recursive: true, force: true });
section('Draw the garments', 'node', [join(garments, 'draw-garments.mjs')]);

const config = join(garments, 'config.yml');
section('Check the config against its data', ...multitask('check', config, '--root', garments));
section('Train one network with three heads', ...multitask('train', config, '--root', garments));

const heldOut = readFileSync(join(garments, 'garments.csv'), 'utf8')
  .split('\n')
  .filter((line) => line.trimEnd().endsWith(',test'))
  .slice(0, IMAGES_TO_CLASSIFY)
  .map((line) => join(garments, line.split(',')[0]));
section(
  'Classify images that were held out',
  ...multitask('classify', ...heldOut, '--model', join(garments, 'model'), '--top', '2'),
);

process.stdout.write(
  `\nThe whole demo took ${Math.round((performance.now() - started) / 1000)} s after installation.\n`,
);
