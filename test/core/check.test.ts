import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { checkProject, hasErrors } from '../../core/check.ts';
import { formatFinding } from '../../core/findings/format-finding.ts';
import { CONFIG, ROWS, soundProject } from './project-folder.ts';

const check = (root: string, text?: string) =>
  checkProject({ configFile: join(root, 'config.yml'), root, ...(text === undefined ? {} : { text }) });

const codes = async (changes: Record<string, string | Buffer>) => {
  const { findings } = await check(await soundProject(changes));
  return findings.map(({ code, severity }) => `${severity} ${code}`);
};

describe('checkProject', () => {
  it('finds nothing in a sound project and reads all of it', async () => {
    const result = await check(await soundProject());
    expect(result.findings).toEqual([]);
    expect(result.dataframe?.rows).toBe(8);
    expect((result.split?.train.length ?? 0) + (result.split?.validation.length ?? 0)).toBe(8);
    expect(result.document.config?.model.batch_size).toBe(4);
  });

  it('judges the given text instead of the file', async () => {
    const root = await soundProject();
    const { findings } = await check(root, CONFIG.replace('[striped, solid]', '[stripd, solid]'));
    expect(findings.map(({ code }) => code)).toEqual(['unknown-label', 'unused-label']);
    expect(hasErrors((await check(root)).findings)).toBe(false);
  });

  it('sorts by file and line, and gives every finding a code and a place', async () => {
    const root = await soundProject({ 'data/rows.csv': `${ROWS}ragged\n` });
    await rm(join(root, 'data/img/3.jpg'));
    const { findings } = await check(
      root,
      CONFIG.replace('96, 96', '40, 40').replace('striped, solid', 'plain, solid'),
    );
    const places = findings.map(({ code, location: { file, range } }) => [
      code,
      file.slice(root.length + 1),
      range?.start.line,
    ]);
    expect(places).toEqual([
      ['input-shape-too-small', 'config.yml', 6],
      ['bad-image', 'config.yml', 7],
      ['unknown-label', 'config.yml', 11],
      ['unused-label', 'config.yml', 11],
      ['ragged-row', 'data/rows.csv', 10],
    ]);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const root = await soundProject();
    await expect(
      checkProject({ configFile: join(root, 'config.yml'), root, signal: controller.signal }),
    ).rejects.toThrow('enough');
  });
});

describe('bad dataframes', () => {
  it.each([
    ['empty', '', 'empty-dataframe'],
    ['with a header only', 'image,sleeves,print\n', 'empty-dataframe'],
    ['with a ragged row', `${ROWS}a.jpg,long\n`, 'ragged-row'],
    ['with a quote that never ends', `${ROWS}"a.jpg,long,solid\n`, 'broken-quote'],
    ['with a NUL', `${ROWS}a\0.jpg,long,solid\n`, 'binary-dataframe'],
    ['in Latin-1', Buffer.from(`${ROWS}é.jpg,long,solid\n`, 'latin1'), 'undecodable-text'],
    ['with semicolons', ROWS.replaceAll(',', ';'), 'wrong-separator'],
    ['without the image column', ROWS.replace('image', 'picture'), 'missing-image-column'],
    ["without a task's column", ROWS.replace('sleeves', 'arms'), 'missing-task-column'],
    ['with a label that the config lacks', `${ROWS}img/1.jpg,cap,solid\n`, 'unknown-label'],
  ])('%s', async (_, content, code) => {
    const found = await codes({ 'data/rows.csv': content });
    expect(found).toContain(`error ${code}`);
  });

  it('with another name than the path says', async () => {
    const root = await soundProject({ 'config.yml': CONFIG.replace('rows.csv', 'Row.csv') });
    const { findings } = await check(root);
    expect(findings).toMatchObject([{ code: 'missing-dataframe', suggestion: 'data/rows.csv' }]);
    expect(findings[0]?.fixes).toEqual([
      {
        title: 'Write `model_dataframe: data/rows.csv`',
        preferred: true,
        changes: [{ kind: 'set', path: ['paths', 'model_dataframe'], value: 'data/rows.csv' }],
      },
    ]);
  });

  it('that are Parquet, by row alone', async () => {
    const [names = [], ...rows] = `${ROWS}img/1.jpg,cap,\n`
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const columnData = names.map((name, column) => ({ name, data: rows.map((cells) => cells[column] || null) }));
    const parquet = Buffer.from(parquetWriteBuffer({ columnData }));
    const config = CONFIG.replace('rows.csv', 'rows.parquet');
    const root = await soundProject({ 'config.yml': config, 'data/rows.parquet': parquet });
    const { findings, dataframe } = await check(root);
    expect(dataframe?.rows).toBe(9);
    const unknown = findings.find(({ code }) => code === 'unknown-label');
    expect(unknown?.related).toEqual([
      { message: 'row 9: `cap`', location: { file: join(root, 'data/rows.parquet'), row: 9, column: 'sleeves' } },
    ]);
    expect(formatFinding(unknown!, { root, colors: false })).toContain('\n    data/rows.parquet  row 9: `cap`');
  });

  it('that are damaged Parquet, at the place that names them', async () => {
    const damaged = {
      'config.yml': CONFIG.replace('rows.csv', 'rows.parquet'),
      'data/rows.parquet': 'PAR1 and no more',
    };
    const { findings } = await check(await soundProject(damaged));
    expect(findings).toMatchObject([
      { code: 'damaged-dataframe', location: { range: { start: { line: 2, column: 20 } } } },
    ]);
  });

  it('that do not exist, at the place that names them', async () => {
    const root = await soundProject();
    await rm(join(root, 'data/rows.csv'));
    const { findings, rows } = await check(root);
    expect(findings).toMatchObject([
      {
        code: 'missing-dataframe',
        message: expect.stringContaining('data/rows.csv does not exist'),
        location: { file: join(root, 'config.yml'), range: { start: { line: 2, column: 20 } } },
      },
    ]);
    expect(findings[0]?.message).not.toContain(root);
    expect(rows).toBeUndefined();
  });

  it('with a label only in validation', async () => {
    const rows = `image,sleeves,print,split\n${Array.from({ length: 6 }, (_, index) =>
      index < 4
        ? `img/${index}.jpg,${index % 2 ? 'long' : 'short'},striped,train\n`
        : `img/${index}.jpg,long,solid,val\n`,
    ).join('')}`;
    const found = await codes({ 'data/rows.csv': rows, 'config.yml': `${CONFIG}  split_method: column\n` });
    expect(found).toEqual(['error label-only-in-validation']);
  });
});

describe('bad images', () => {
  it('are counted, named with row and reason, and left out', async () => {
    const { findings } = await check(await soundProject({ 'data/img/2.jpg': '<html>', 'data/img/5.jpg': '' }));
    expect(findings).toMatchObject([{ code: 'bad-image', severity: 'warning' }]);
    expect(findings[0]?.message).toMatch(
      /^2 of 8 images cannot be used: `img\/2.jpg` \(row 3: .*HTML.*`img\/5.jpg` \(row 6: the file is empty\)\. Their rows are left out\.$/,
    );
  });

  it('are errors with on_bad_image: fail, and when there is no other', async () => {
    const config = `${CONFIG}  on_bad_image: fail\n`;
    expect(await codes({ 'config.yml': config, 'data/img/2.jpg': '<html>' })).toEqual(['error bad-image']);
    const none = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`data/img/${index}.jpg`, 'text']));
    expect(await codes(none)).toEqual(['error no-readable-image']);
  });
});

describe('bad paths', () => {
  it('refuse Keras files, and files where folders should be', async () => {
    expect(await codes({ 'config.yml': CONFIG.replace('out/model', 'out/model.keras') })).toEqual([
      'error model-path-format',
    ]);
    expect(await codes({ out: 'a file' })).toEqual([
      'error model-path-not-writable',
      'error history-path-not-writable',
    ]);
  });

  it('refuse a folder that may not be written, for those whom rights bind', async () => {
    const root = await soundProject();
    await mkdir(join(root, 'out'));
    await chmod(join(root, 'out'), 0o500);
    const { findings } = await check(root);
    const bound = process.getuid?.() !== 0;
    expect(findings.map(({ code }) => code)).toEqual(
      bound ? ['model-path-not-writable', 'history-path-not-writable'] : [],
    );
    await chmod(join(root, 'out'), 0o700);
  });

  it('are looked up beside the config when the root has none', async () => {
    const root = await soundProject();
    await mkdir(join(root, 'configs'));
    await copyFile(
      new URL('../fixtures/keras-file/tf2.2-mobilenet.h5', import.meta.url),
      join(root, 'configs', 'weights.h5'),
    );
    await writeFile(join(root, 'configs', 'config.yml'), `${CONFIG}  weights: weights.h5\n`);
    const { findings } = await checkProject({ configFile: join(root, 'configs', 'config.yml'), root });
    expect(findings).toEqual([]);
  });
});
