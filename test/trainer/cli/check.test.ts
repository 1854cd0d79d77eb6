import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import findingSchema from '../../../schemas/finding.schema.json' with { type: 'json' };
import { DATASET_CONFIG, datasetFolder, withLine } from '../../core/deepfashion/anno-fine.ts';
import { CONFIG, projectFolder, ROWS, soundProject } from '../../core/project-folder.ts';

const program = fileURLToPath(new URL('../../../dist/multitask.js', import.meta.url));

/** Runs the built program in a folder, as a shell with a pipe would. */
function multitask(folder: string, ...parameters: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...parameters], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout: stdout.replaceAll('\u00a0', ' '), stderr };
}

describe('multitask check', () => {
  it('says in one line that a project is sound', async () => {
    const root = await soundProject();
    expect(multitask(root, 'check', 'config.yml')).toEqual({
      status: 0,
      stdout: 'Multitask ✓ 8 rows · 2 tasks\n',
      stderr: '',
    });
  });

  it('lists what is wrong with file, line and column, and exits with 1', async () => {
    const root = await soundProject({
      'config.yml': CONFIG.replace('[striped, solid]', '[stripd, solid]'),
      'data/img/2.jpg': 'text',
    });
    const { status, stdout, stderr } = multitask(root, 'check', 'config.yml');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(
        /^config\.yml:7:10 {2}warning {2}1 of 8 images cannot be used: `img\/2\.jpg` \(row 3: .*\(bad-image\)$/,
      ),
      expect.stringMatching(/^ {4}data\/rows\.csv {2}row 3: `img\/2\.jpg`: /),
      expect.stringMatching(/^config\.yml:11:5 {2}error {2}4 of 8 rows have a print label .*\(unknown-label\)$/),
      expect.stringMatching(/^ {4}data\/rows\.csv:2:1 {2}row 1: `striped`$/),
      expect.stringMatching(/^config\.yml:11:13 {2}warning {2}`stripd` is in no row .*\(unused-label\)$/),
      expect.stringMatching(/^ {4}data\/rows\.csv:2:1 {2}/),
      'Multitask ✗ 1 error and 2 warnings · 8 rows · 2 tasks',
      '',
    ]);
  });

  it('exits with 0 when there are only warnings', async () => {
    const root = await soundProject({ 'data/img/2.jpg': 'text' });
    const { status, stdout } = multitask(root, 'check', 'config.yml');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nMultitask ✓ 8 rows · 2 tasks · 1 warning\n$/);
  });

  it('takes severities of its own for a check', async () => {
    const root = await soundProject({ 'data/img/2.jpg': 'text' });
    expect(multitask(root, 'check', 'config.yml', '--rule', 'bad-image=off').stdout).toBe(
      'Multitask ✓ 8 rows · 2 tasks\n',
    );
    const graver = ['--rule', 'patience=off', '--rule', 'bad-image=error'];
    expect(multitask(root, 'check', 'config.yml', ...graver)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/ {2}error .*\(bad-image\)\n/),
    });
  });

  it('names every --rule that says nothing known', async () => {
    const root = await soundProject();
    const options = ['--rule', 'unusedlabel=off', '--rule', 'patience', '--rule', 'min-lr=loud'];
    expect(multitask(root, 'check', 'config.yml', ...options)).toEqual({
      status: 1,
      stdout: '',
      stderr: [
        'error  --rule: No diagnostic is called `unusedlabel`. Did you mean `unused-label`?',
        '--rule: `patience` is an empty text; write error, warning, info or off.',
        '--rule: `min-lr` is the text `loud`; write error, warning, info or off.\n',
      ].join('\n'),
    });
  });

  it('prints one JSON object whose findings follow their schema', async () => {
    const root = await soundProject({ 'data/rows.csv': `${ROWS}img/1.jpg,cap,solid\nragged\n` });
    const { status, stdout } = multitask(root, 'check', 'config.yml', '--json');
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as { findings: { code: string }[] };
    expect(report).toMatchObject({ v: 1, rows: 9, tasks: ['sleeves', 'print'] });
    expect(report.findings.map(({ code }) => code)).toEqual(['unknown-label', 'conflicting-rows', 'ragged-row']);
    const valid = new Ajv().compile(findingSchema);
    for (const finding of report.findings) expect(valid(finding), JSON.stringify(valid.errors)).toBe(true);
  });

  it('reports a config that cannot be read the same way', async () => {
    const root = await projectFolder({ 'config.yml': 'paths:\n\ta: 1\n' });
    expect(multitask(root, 'check', 'config.yml').stdout).toMatch(
      /^config\.yml:2:1 {2}error .*\(tab-indent\)\n(.*\n)*Multitask ✗ \d errors?\n$/,
    );
    expect(multitask(root, 'check', 'none.yml')).toMatchObject({
      status: 1,
      stdout:
        'none.yml  error  There is no such file. Check the name of the config.  (config-missing)\nMultitask ✗ 1 error\n',
    });
    expect(JSON.parse(multitask(root, 'check', 'none.yml', '--json').stdout)).toMatchObject({
      v: 1,
      rows: null,
      tasks: null,
    });
  });

  it('resolves paths against --root', async () => {
    const root = await soundProject();
    const elsewhere = await projectFolder({ 'configs/config.yml': CONFIG });
    const config = join(elsewhere, 'configs', 'config.yml');
    expect(multitask(elsewhere, 'check', config, '--root', root)).toMatchObject({ status: 0 });
    expect(multitask(elsewhere, 'check', config)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/\(missing-dataframe\)\nMultitask ✗ 1 error · 2 tasks\n$/),
    });
  });

  it('explains itself', async () => {
    const root = await projectFolder({});
    const { status, stdout } = multitask(root, 'check', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--json');
    expect(stdout).toContain('Exit code 1 if there are errors.');
  });
});

describe('multitask check of a dataset_config.yml', () => {
  it('says in one line that a dataset is sound', async () => {
    const root = await datasetFolder();
    expect(multitask(root, 'check', 'dataset_config.yml')).toEqual({
      status: 0,
      stdout: 'Multitask ✓ 6 garments · 2 of 3 categories to model\n',
      stderr: '',
    });
  });

  it('knows it by what it says, not by its name, and lists what is wrong by file and line', async () => {
    const root = await datasetFolder({
      'config.yml': DATASET_CONFIG.replace('[Dresses, Tops]', '[Dresses, Topps]'),
      ...withLine('train_bbox.txt', 2, '2 3 20'),
    });
    const { status, stdout, stderr } = multitask(root, 'check', 'config.yml');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^config\.yml:26:23 {2}error {2}`Topps` is no group .*\(unknown-group\)$/),
      expect.stringMatching(/^data\/Anno_fine\/train_bbox\.txt:2:1 {2}error {2}Line 2 .*\(list-row\)$/),
      'Multitask ✗ 2 errors · 5 garments · 1 of 3 categories to model',
      '',
    ]);
  });

  it('prints one JSON object whose findings follow their schema', async () => {
    const root = await datasetFolder({
      ...withLine('train_bbox.txt', 2, '20 3 2 25'),
      'data/img/Tank_E/img_1.jpg': 'text',
    });
    const { status, stdout } = multitask(root, 'check', 'dataset_config.yml', '--json');
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as { findings: { code: string }[] };
    expect(report).toMatchObject({ v: 1, garments: 6, to_model: ['Dresses', 'Tops'] });
    expect(report.findings.map(({ code }) => code)).toEqual(['bad-image', 'box-corners']);
    const valid = new Ajv().compile(findingSchema);
    for (const finding of report.findings) expect(valid(finding), JSON.stringify(valid.errors)).toBe(true);
  });

  it('is not what training or the summary want, which say so', async () => {
    const root = await datasetFolder();
    for (const command of ['train', 'summary']) {
      const { status, stdout, stderr } = multitask(root, command, 'dataset_config.yml');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^dataset_config\.yml {2}error {2}This is a dataset_config\.yml, .*\(config-kind\)\n/);
    }
  });
});
