// npm test: what a fresh clone needs is installed, then formatter, linter, types, bundles and every test.
import { ensureInstalled, run } from './install.mjs';

ensureInstalled();
run('npm', ['run', '--silent', 'check']);
run('npm', ['run', '--silent', 'build']);
run('npx', ['vitest', 'run', ...process.argv.slice(2)]);
