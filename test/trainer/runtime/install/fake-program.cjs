// Stands in for python3 (pip), npm and g++: does in files what the real ones do, and what a test has told it to. See fake-machine.ts.
const { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

const folder = process.env.FAKE_MACHINE;
const name = basename(process.argv[1]);
const parameters = process.argv.slice(2);
const mode = existsSync(join(folder, `${name}.mode`)) ? readFileSync(join(folder, `${name}.mode`), 'utf8') : '';
const option = (prefix) => parameters.find((parameter) => parameter.startsWith(prefix))?.slice(prefix.length);

/** Waits until it is ended, by a signal or by the end of the process that has started it. */
function hold() {
  const parent = process.ppid;
  writeFileSync(join(folder, `${name}.held`), `${process.pid}`);
  setInterval(() => process.ppid !== parent && process.exit(1), 20);
}

const programs = {
  python3() {
    cpSync(join(folder, 'index', parameters.at(-1).split('==')[0]), option('--dest='), { recursive: true });
  },
  npm() {
    const modules = join(option('--prefix='), 'node_modules');
    const addon = join(modules, '@tensorflow/tfjs-node');
    mkdirSync(join(modules, 'node-api-headers/include'), { recursive: true });
    writeFileSync(join(modules, 'node-api-headers/include/node_api.h'), '');
    mkdirSync(join(addon, 'binding'), { recursive: true });
    writeFileSync(join(addon, 'package.json'), '{}');
    writeFileSync(join(addon, 'index.js.map'), '');
    cpSync(join(process.env.FAKE_SOURCES, 'fake-addon.cjs'), join(addon, 'index.js'));
  },
  'g++'() {
    const values = (prefix) => parameters.filter((p) => p.startsWith(prefix)).map((p) => p.slice(prefix.length));
    const has = (folders, file) => folders.some((place) => existsSync(join(place, file)));
    const wanting = [
      ...['node_api.h', 'tensorflow/c/c_api.h'].filter((header) => !has(values('-I'), header)),
      ...values('-l:').filter((library) => !has(values('-L'), library)),
    ];
    if (wanting.length > 0) {
      console.error(`fatal error: ${wanting.join()} not found`);
      process.exit(1);
    }
    const output = parameters[parameters.indexOf('-o') + 1];
    // As the loader does: from the addon's own folder to where it says that its libraries are.
    const paths = values('-Wl,-rpath,').map((path) => path.replace('$ORIGIN', dirname(output)));
    const lost = values('-l:').filter((library) => !has(paths, library));
    writeFileSync(output, lost.length > 0 ? `looks in vain for ${lost.join()}` : 'addon');
  },
};

appendFileSync(join(folder, 'calls'), `${[name, ...parameters].join(' ')}\n`);
if (parameters.at(-1) === '--version') process.exitCode = mode === 'no pip' ? 1 : 0;
else if (mode === 'hold') hold();
else if (mode === 'fail') {
  for (let line = 1; line <= 20; line++) console.log(`line ${line} of ${name}`);
  console.error(`ERROR: ${name} has no luck today`);
  process.exitCode = 1;
} else programs[name]();
