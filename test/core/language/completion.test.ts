import { describe, expect, it } from 'vitest';
import { completion } from '../../../core/language/completion.ts';
import { projectFolder } from '../project-folder.ts';
import { configAt, dataframeOf } from './config-at.ts';

const DATA = dataframeOf({
  image: Array.from({ length: 8 }, (_, row) => `${row}.jpg`),
  sleeves: ['long', 'long', 'short', 'cap sleeve', 'long', 'short', '', '😀'],
  print: ['solid', 'striped', 'solid', 'solid', 'solid', 'no', 'no', 'no'],
});

/** What is proposed at the cursor, as "label → what the line becomes". */
async function proposed(marked: string, root?: string): Promise<string[]> {
  const { config, offset } = configAt(marked, DATA, root);
  const found = await completion(config, offset);
  return (found?.proposals ?? []).map(({ label, insert }) => {
    const { span } = found as NonNullable<typeof found>;
    const text = config.text.slice(0, span.from) + insert + config.text.slice(span.to);
    const from = text.lastIndexOf('\n', span.from - 1) + 1;
    return `${label} → ${text.slice(from).split('\n')[0]}`;
  });
}
const HEAD = 'paths: {model_dataframe: rows.csv}\nmodel:\n  input_shape: [96, 96]\n  paths: image\n';
const encoder = (lines: string) => `${HEAD}  target_encoder:\n${lines}`;

describe('completion of labels', () => {
  it.each([
    ['in brackets', '    sleeves: [long, ‸]\n', '    sleeves: [long, %]'],
    ['in brackets that are not closed', '    sleeves: [long, ‸\n', '    sleeves: [long, %'],
    ['in the middle', '    sleeves: [‸, long]\n', '    sleeves: [%, long]'],
    ['half typed', '    sleeves: [long, sh‸]\n', '    sleeves: [long, %]'],
    ['on the word', '    sleeves: [long, s‸h]\n', '    sleeves: [long, %]'],
    ['in quotes', '    sleeves: [long, "sh‸"]\n', '    sleeves: [long, %]'],
    ['as a line of a list', '    sleeves:\n      - long\n      - ‸\n', '      - %'],
    ['half typed on a line', '    sleeves:\n      - long\n      - sh‸\n', '      - %'],
    ['after astral letters', '    sleeves: [long, "😀😀", ‸]\n', '    sleeves: [long, "😀😀", %]'],
  ])('%s', async (_, lines, becomes) => {
    expect(await proposed(encoder(lines))).toEqual(
      ['short', 'cap sleeve', '😀'].map((label) => {
        const yaml = label === '😀' ? '"😀"' : label;
        return `${label} → ${becomes.replace('%', yaml)}`;
      }),
    );
  });

  it('on lines of their own in brackets', async () => {
    expect(await proposed(encoder('    sleeves: [\n      long,\n      ‸\n    ]\n'))).toEqual([
      'short →       short',
      'cap sleeve →       cap sleeve',
      '😀 →       "😀"',
    ]);
  });

  it('says how many rows each has, and quotes what YAML takes for something else', async () => {
    const { config, offset } = configAt(encoder('    print: [solid, ‸]\n'), DATA);
    expect((await completion(config, offset))?.proposals).toEqual([
      { kind: 'label', label: 'no', detail: '3 rows, 37.5\u00a0%', insert: '"no"' },
      { kind: 'label', label: 'striped', detail: '1 row, 12.5\u00a0%', insert: 'striped' },
    ]);
  });

  it('all at once', async () => {
    expect(await proposed(encoder('    print: ‸\n'))).toEqual([
      '[solid, "no", striped] →     print: [solid, "no", striped]',
    ]);
  });
});

describe('completion of keys', () => {
  it.each([
    ['on an empty line', `${HEAD}  ‸\n`],
    ['half typed', `${HEAD}  ba‸\n`],
    ['before others', `${HEAD}  ba‸\n  epochs: 3\n`],
    ['in braces', 'paths: {model_dataframe: a}\nmodel: {input_shape: [1, 2], paths: image, ‸}\n'],
    ['as the first of its group', 'paths: {model_dataframe: a}\nmodel:\n  ‸\n'],
    ['as the first of its group, half typed', 'paths: {model_dataframe: a}\nmodel:\n  b‸\n'],
  ])('%s', async (_, marked) => {
    const labels = (await proposed(marked)).map((line) => line.split(' → ')[0]);
    expect(labels).toContain('target_encoder');
    expect(labels).toContain('batch_size');
    for (const key of ['input_shape', 'paths']) expect(labels.includes(key), key).toBe(!marked.includes('input_shape'));
    expect(labels).not.toContain('model_path');
    if (marked.includes('epochs: 3')) expect(labels).not.toContain('epochs');
  });

  it('come with their default to type over, those that are needed first', async () => {
    const { config, offset } = configAt(`${HEAD}  ‸\n`, DATA);
    const { proposals = [] } = (await completion(config, offset)) ?? {};
    const snippet = (label: string) => proposals.find((proposal) => proposal.label === label)?.snippet;
    expect(proposals[0]).toMatchObject({
      label: 'target_encoder',
      detail: 'required',
      snippet: 'target_encoder:\n  $0',
    });
    expect(snippet('batch_size')).toBe('batch_size: $' + '{1:32}');
    expect(snippet('min_lr')).toBe('min_lr: $' + '{1:0.000001}');
    expect(snippet('runtime')).toBe('runtime: $' + '{1|auto,cuda,webgpu,native,wasm|}');
    expect(snippet('freeze_convolutional_layers')).toBe('freeze_convolutional_layers: $' + '{1|false,true|}');
    expect(snippet('class_mode')).toBe('class_mode: $' + '{1:multi_output}');
    expect(proposals.find(({ label }) => label === 'batch_size')?.documentation).toMatch(/^Images per training step\./);
  });

  it('leave a colon that is there alone', async () => {
    expect(await proposed(`${HEAD}  batch‸: 3\n`)).toContain('batch_size →   batch_size: 3');
  });

  it('are the columns that could be tasks, with their labels', async () => {
    expect(await proposed(encoder('    ‸\n'))).toEqual([
      'sleeves →     sleeves: [long, short, cap sleeve, "😀"]',
      'print →     print: [solid, "no", striped]',
    ]);
    expect(await proposed(encoder('    sleeves: [long, short]\n    pr‸\n'))).toEqual([
      'print →     print: [solid, "no", striped]',
    ]);
  });

  it('are tasks in the weights', async () => {
    expect(
      await proposed(encoder('    sleeves: [a, b]\n    print: [c, d]\n  class_weights: {print: none, ‸}\n')),
    ).toEqual(['sleeves →   class_weights: {print: none, sleeves: balanced}']);
  });
});

describe('completion of values', () => {
  it('names columns with examples', async () => {
    const { config, offset } = configAt('paths: {model_dataframe: a}\nmodel:\n  paths: ‸\n', DATA);
    expect((await completion(config, offset))?.proposals.map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
      'image: 8 different values, such as 0.jpg, 1.jpg, 2.jpg',
      'sleeves: 4 different values, such as long, short, cap sleeve',
      'print: 3 different values, such as solid, striped, no',
    ]);
    expect(await proposed(`${HEAD}  split_method: column\n  split_column: i‸\n`)).toHaveLength(3);
  });

  it.each([
    ['backbone: ‸', ['xception', 'mobilenet']],
    ['backbone: mob‸', ['xception', 'mobilenet']],
    ['freeze_convolutional_layers: ‸', ['true', 'false']],
    ['class_mode: ‸', ['multi_output']],
    ['alpha: ‸', ['0.25', '0.5', '0.75', '1']],
    ['class_weights: {sleeves: ‸}', ['none', 'balanced']],
    ['batch_size: ‸', []],
  ])('%s', async (line, labels) => {
    expect((await proposed(`${HEAD}  ${line}\n`)).map((found) => found.split(' → ')[0])).toEqual(labels);
  });

  it('names targets in the order of the tasks', async () => {
    expect(await proposed(encoder('    a: [x, y]\n    b: [x, y]\n  target: [b_encoded, ‸]\n'))).toEqual([
      'a_encoded →   target: [b_encoded, a_encoded]',
    ]);
  });

  it('names groups of a dataset', async () => {
    expect(
      await proposed('categories:\n  aggregation: {Tops: [Tee], Dresses: [Dress]}\n  to_model: [Tops, ‸]\n'),
    ).toEqual(['Dresses →   to_model: [Tops, Dresses]']);
  });

  it('names what is on disk', async () => {
    const root = await projectFolder({ 'data/rows.csv': '', 'data/a b#.csv': '', 'x.csv': '', '.hidden': '' });
    expect(await proposed('paths:\n  model_dataframe: ‸\n', root)).toEqual([
      'data/ →   model_dataframe: data/',
      'x.csv →   model_dataframe: x.csv',
    ]);
    expect(await proposed('paths:\n  model_dataframe: ./data/r‸\n', root)).toEqual([
      './data/a b#.csv →   model_dataframe: "./data/a b#.csv"',
      './data/rows.csv →   model_dataframe: ./data/rows.csv',
    ]);
  });

  it.each(['# a comment ‸', 'model: {a: 1}‸', '"unclosed ‸', `${'['.repeat(100)}‸`, '‸\0'])(
    'is quiet at %j',
    async (line) => {
      expect(await proposed(`paths: {model_dataframe: a}\nx: ${line}\n`)).toEqual([]);
    },
  );
});
