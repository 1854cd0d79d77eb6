import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ThreadData } from '../../../server/data/thread-data.ts';
import { CONFIG, soundProject } from '../../core/project-folder.ts';

const program = new URL('../../../dist/data-thread.js', import.meta.url);
const noSignal = new AbortController().signal;

function startThread() {
  const errors: unknown[] = [];
  const data = new ThreadData(program, (error) => errors.push(error));
  onTestFinished(() => data.close());
  return { data, errors };
}

const configIn = (root: string, text = CONFIG) => ({
  configFile: join(root, 'config.yml'),
  root,
  text,
  severities: {},
  marksCells: false,
});

describe('the thread that reads data', () => {
  it('checks, tells what it finds on the way, and counts the rows of each label', async () => {
    const { data } = startThread();
    const root = await soundProject();
    const early: string[][] = [];
    const config = configIn(root, CONFIG.replace('batch_size: 4', 'batch_size: 400'));
    const onFindings = (findings: readonly { code: string }[]) => early.push(findings.map(({ code }) => code));
    const { findings, labelRows } = await data.check(config, { onFindings }, noSignal);
    expect(findings.map(({ code }) => code)).toEqual(['batch-larger-than-data']);
    expect(early[0]).toEqual([]);
    const counts = [...(labelRows?.get('print')?.values() ?? [])];
    expect(counts.map(({ training, validation }) => training + validation)).toEqual([4, 4]);

    early.length = 0;
    await data.check(config, { onFindings }, noSignal);
    expect(early).toEqual([]);
  });

  it('tells of a listener that fails, and goes on', async () => {
    const { data, errors } = startThread();
    const onFindings = () => {
      throw new Error('no such place');
    };
    const { findings } = await data.check(configIn(await soundProject()), { onFindings }, noSignal);
    expect(findings).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(error).toMatch(/no such place/);
  });

  it('reads what is in the editor in place of the file, until it is saved', async () => {
    const { data } = startThread();
    const root = await soundProject();
    const file = join(root, 'data/rows.csv');
    const names = async () => (await data.index(file, new Set())).columns.map(({ name }) => name);
    expect(await names()).toEqual(['image', 'sleeves', 'print']);
    data.setUnsaved(file, { edition: 1, content: Buffer.from('photo,collar\na,b\n') });
    expect(await names()).toEqual(['photo', 'collar']);
    data.setUnsaved(file, undefined);
    expect(await names()).toEqual(['image', 'sleeves', 'print']);
  });

  it('hands on only the first texts of a column that has too many to be kept', async () => {
    const { data } = startThread();
    const root = await soundProject();
    const file = join(root, 'data/rows.csv');
    const rows = Array.from({ length: 10_001 }, (_, row) => `${row}.jpg,l${row % 200}`);
    data.setUnsaved(file, { edition: 1, content: Buffer.from(`image,sleeves\n${rows.join('\n')}\n`) });
    const { columns } = await data.index(file, new Set(['image']));
    expect(columns.map(({ complete, values }) => [complete, values.size])).toEqual([
      [false, 100],
      [true, 200],
    ]);
  });

  it('ends a check with the reason of its signal', async () => {
    const { data } = startThread();
    const root = await soundProject();
    const reason = new Error('typed on');
    const controller = new AbortController();
    const checking = data.check(configIn(root), { onFindings: () => controller.abort(reason) }, controller.signal);
    await expect(checking).rejects.toBe(reason);
    await expect(data.check(configIn(root), {}, controller.signal)).rejects.toBe(reason);
  });

  it('is started again when it ends by itself, and knows then what is in the editor', async () => {
    const errors: unknown[] = [];
    // A thread that answers nothing and ends.
    const data = new ThreadData(new URL('data:text/javascript,process.exit(3)'), (error) => errors.push(error));
    onTestFinished(() => data.close());
    await expect(data.index('any.csv', new Set())).rejects.toThrow(/disposed/);
    await expect(data.index('any.csv', new Set())).rejects.toThrow(/disposed/);
    expect(errors.map(String)).toEqual([
      'Error: The data thread ended with 3.',
      'Error: The data thread ended with 3.',
    ]);
  });

  it('does nothing after it was closed', () => {
    const { data, errors } = startThread();
    data.close();
    expect(() => data.index('any.csv', new Set())).toThrow('The server has shut down.');
    expect(errors).toEqual([]);
  });
});
