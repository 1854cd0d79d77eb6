import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cell, hasPython, readNotebook, runCell, type Settings, settingsOf, withSettings } from './notebook.ts';

const ROOT = join(import.meta.dirname, '../..');
const cells = readNotebook(join(ROOT, 'examples/colab.ipynb'));
const cell = (id: string): Cell => cells.find((other) => other.id === id)!;

const folder = mkdtempSync(join(tmpdir(), 'multitask-colab-'));
const settings: Settings = {
  ...settingsOf(cells),
  // A folder is installed by a link, so that nothing is downloaded.
  PACKAGE: ROOT,
  PROJECT: join(folder, 'garments'),
  TOOLS: join(folder, 'tools'),
  IMAGES: '60',
  EPOCHS: '2',
  GPU_RUNTIME: '',
};
const env: NodeJS.ProcessEnv = {
  ...process.env,
  ...settings,
  PATH: [join(settings.TOOLS!, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
  PYTHONPATH: join(folder, 'python'),
  npm_config_ignore_scripts: 'true',
  npm_config_offline: 'true',
};

/** In place of matplotlib: says what would be drawn. */
const PYPLOT = `
class Axes:
    def plot(self, x, y, marker, label):
        print("plot", label, x, len(y))
    def set_title(self, title): pass
    def set_xlabel(self, label): pass
    def legend(self): pass

def subplots(rows, columns, figsize):
    return object(), [Axes() for _ in range(columns)]

def show():
    print("shown")
`;

let python: boolean;
const printed = new Map<string, string>();

/** What a cell printed when all were run; undefined, and said, where this machine cannot run it. */
function outputOf(id: string): string | undefined {
  const output = printed.get(id);
  if (output === undefined) console.log(`(not checked: the Python cell ${id}; python3 is not here)`);
  return output;
}

beforeAll(async () => {
  mkdirSync(join(folder, 'python/matplotlib'), { recursive: true });
  writeFileSync(join(folder, 'python/matplotlib/__init__.py'), '');
  writeFileSync(join(folder, 'python/matplotlib/pyplot.py'), PYPLOT);
  python = await hasPython();
  for (const next of cells) {
    if (next.kind === 'markdown' || (next.kind === 'python' && !python)) continue;
    printed.set(next.id, await runCell(next, folder, env));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the notebook', () => {
  it('explains every cell before it, and has nobody’s output in it', () => {
    const kinds = cells.map(({ kind }) => kind);
    for (const [i, kind] of kinds.entries()) if (kind !== 'markdown') expect(kinds[i - 1]).toBe('markdown');
    expect(cells.filter(({ hasOutput }) => hasOutput)).toEqual([]);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  });

  it('hands its settings to every cell', async () => {
    expect(Object.keys(settingsOf(cells))).toEqual(Object.keys(settings));
    if (outputOf('settings') === undefined) return;
    const text = `${withSettings(cell('settings'), settings)}\nprint([os.environ[name] for name in SETTINGS])\nprint(os.environ["PATH"])`;
    const [values, path] = (await runCell({ ...cell('settings'), text }, folder, process.env)).split('\n');
    expect(JSON.parse(values!.replaceAll("'", '"'))).toEqual(Object.values(settings));
    expect(path).toMatch(new RegExp(`^${join(settings.TOOLS!, 'bin')}:`));
  });
});

describe('its cells, run in order on a small project', () => {
  it('prepare the machine', () => {
    expect(printed.get('node')).toBe(`Node ${process.version} is there.\n`);
    expect(printed.get('install')).toMatch(/multitask \d+\.\d+\.\d+\n$/);
    expect(printed.get('gpu')).toContain('Nothing is built');
    expect(printed.get('runtime')).toMatch(/multitask train takes \w+\./);
  });

  it('make a project and train it', () => {
    expect(printed.get('own-data')).toContain('garments are drawn below');
    expect(printed.get('garments')).toContain('Drew 60 garments');
    expect(printed.get('train')).toMatch(
      /epoch 2 .*\n(.*\n)*Finished after 2 epochs; best weights, of epoch \d, saved to model/,
    );
    expect(existsSync(join(settings.PROJECT!, settings.MODEL!))).toBe(true);
    expect(printed.get('classify')!.match(/^\.\/images\/0000[123]\.jpg$/gm)).toHaveLength(3);
  });

  it('draw the history', () => {
    const drawn = outputOf('history');
    if (drawn === undefined) return;
    expect(drawn.trimEnd().split('\n')).toEqual([
      ...['loss', 'val_loss', 'val_neckline_clf_accuracy', 'val_print_clf_accuracy', 'val_sleeves_clf_accuracy'].map(
        (name) => `plot ${name} [1, 2] 2`,
      ),
      'shown',
    ]);
  });

  it('pack model, history and report', () => {
    if (outputOf('download') === undefined) return;
    const archive = join(settings.PROJECT!, 'trained.zip');
    expect(printed.get('download')).toContain(archive);
    const list = execFileSync('python3', ['-m', 'zipfile', '-l', archive], { encoding: 'utf8' });
    for (const name of ['model', 'training_history.csv', 'report.json'])
      expect(list).toMatch(new RegExp(`^${name}`, 'm'));
  });
});

describe('run again after a disconnect', () => {
  it('goes on with the newest run, and keeps the data', async () => {
    const config = join(settings.PROJECT!, 'config.yml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('epochs: 2', 'epochs: 3'));
    expect(await runCell(cell('garments'), folder, env)).toContain('nothing is drawn');
    const output = await runCell(cell('train'), folder, { ...env, RESUME: 'latest' });
    expect(output).toContain('resumed after epoch 2');
    expect(output).toContain('Finished after 3 epochs');
  });
});

describe('with other settings', () => {
  it('builds the runtime for a GPU that is there, and says so where none is', async () => {
    const bin = mkdtempSync(join(folder, 'gpu-'));
    writeFileSync(join(bin, 'multitask'), '#!/bin/sh\necho "multitask $*"\n', { mode: 0o755 });
    const machine = { ...env, GPU_RUNTIME: 'cuda', PATH: [bin, process.env.PATH].join(delimiter) };
    writeFileSync(join(bin, 'nvidia-smi'), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
    expect(await runCell(cell('gpu'), folder, machine)).toContain('No NVIDIA GPU is there.');
    writeFileSync(join(bin, 'nvidia-smi'), '#!/bin/sh\necho "GPU 0: Tesla T4"\n', { mode: 0o755 });
    expect(await runCell(cell('gpu'), folder, machine)).toBe('GPU 0: Tesla T4\nmultitask runtime install cuda\n');
  });

  it('unpacks a project once, and then draws nothing', async () => {
    if (outputOf('download') === undefined) return;
    writeFileSync(join(folder, 'config.yml'), 'paths: {}\n');
    await promisify(execFile)('python3', ['-m', 'zipfile', '-c', 'own.zip', 'config.yml'], { cwd: folder });
    const own = { ...env, DATA_ZIP: join(folder, 'own.zip'), PROJECT: join(folder, 'own') };
    expect(await runCell(cell('own-data'), folder, own)).toBe('config.yml\n');
    expect(await runCell(cell('garments'), folder, own)).toContain('nothing is drawn');
    expect(await runCell(cell('own-data'), folder, own)).toContain('nothing was unpacked');
  });
});

describe('on a machine without Node', () => {
  const tools = join(folder, 'node-tools');
  const machine = { x64: 'x64', arm64: 'arm64' }[process.arch as 'x64'] ?? process.arch;
  const name = `node-v20.99.1-linux-${machine}`;

  /** A place to download from, with a program that says it is Node. */
  async function mirror(digest?: string): Promise<NodeJS.ProcessEnv> {
    const published = mkdtempSync(join(folder, 'published-'));
    mkdirSync(join(published, name, 'bin'), { recursive: true });
    writeFileSync(join(published, name, 'bin/node'), '#!/bin/sh\necho v20.99.1\n');
    chmodSync(join(published, name, 'bin/node'), 0o755);
    await promisify(execFile)('tar', ['-czf', `${name}.tar.gz`, name], { cwd: published });
    const sha =
      digest ??
      createHash('sha256')
        .update(readFileSync(join(published, `${name}.tar.gz`)))
        .digest('hex');
    const lines = [
      `${'0'.repeat(64)}  ${name}.tar.xz`,
      `${sha}  ${name}.tar.gz`,
      `${'1'.repeat(64)}  node-v20.99.1.tar.gz`,
    ];
    writeFileSync(join(published, 'SHASUMS256.txt'), `${lines.join('\n')}\n`);
    const programs = [
      'bash',
      'curl',
      'tar',
      'gzip',
      'grep',
      'cut',
      'sha256sum',
      'mktemp',
      'mkdir',
      'uname',
      'rm',
      'sh',
    ];
    const bin = mkdtempSync(join(folder, 'bin-'));
    for (const program of programs)
      symlinkSync(execFileSync('which', [program], { encoding: 'utf8' }).trim(), join(bin, program));
    return { TOOLS: tools, NODE: `file://${published}`, PATH: `${tools}/bin:${bin}` };
  }

  it('downloads the archive of this machine, compares its digest and unpacks it', async () => {
    expect(await runCell(cell('node'), folder, await mirror())).toContain('Node v20.99.1 is installed.');
  });

  it('refuses an archive that is not the published one', async () => {
    rmSync(tools, { recursive: true, force: true });
    await expect(runCell(cell('node'), folder, await mirror('2'.repeat(64)))).rejects.toThrow(/FAILED/);
    expect(existsSync(join(tools, 'bin/node'))).toBe(false);
  });
});

it('finds what it draws with in the package that npm makes', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' }),
  );
  const paths = (files as { path: string }[]).map(({ path }) => path).filter((path) => path.startsWith('examples/'));
  expect(paths).toContain('examples/garments/draw-garments.mjs');
  expect(paths).toContain('examples/garments/drawing/garment.mjs');
  expect(paths).toContain('examples/garments/config.yml');
  expect(paths.filter((path) => /images|\.csv$|model/.test(path))).toEqual([]);
});
