import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigWithData } from '../../../core/language/config-view.ts';
import { hover } from '../../../core/language/hover.ts';
import { projectFolder } from '../project-folder.ts';
import { configAt, dataframeOf } from './config-at.ts';

const DATA = dataframeOf({
  image: Array.from({ length: 10 }, (_, row) => `${row}.jpg`),
  sleeves: ['long', 'long', 'long', 'short', '', 'long', 'long', 'short', 'long', '😀'],
});
/** A config with one line in place of another. */
const config = (line: string) =>
  `paths: {model_dataframe: rows.csv}
model:
  input_shape: [96, 96]
  target_encoder:
    sleeves: [long, short]
`.replace(/.*/g, (old) => (old.trim().split(':')[0] === line.replace('‸', '').trim().split(':')[0] ? line : old));

const textAt = async (marked: string, data: typeof DATA | undefined = DATA) => {
  const { config: at, offset } = configAt(marked, data);
  return (await hover(at, offset))?.text.replaceAll('\u00a0', ' ');
};

describe('hover', () => {
  it('explains a key by the contract', async () => {
    expect(await textAt(`${config('')}  batch_‸size: 4\n`)).toBe(
      "**model.batch_size**\n\nImages per training step. Larger is faster per image until memory is full. Default: the Python project's value.\n\nWrite a whole number from 1 to 4 096 (default 32).",
    );
    expect(await textAt(config('  input_‸shape: [96, 96]'))).toMatch(
      /\n\nRequired\. Write a list of 2 whole numbers\.$/,
    );
  });

  it('draws the labels of a task as bars', async () => {
    expect(await textAt(config('    slee‸ves: [long, short]'))).toBe(
      [
        '**`sleeves`** · a head with 2 outputs, one per label',
        '',
        '8 of 10 rows labelled, 1 empty. Entropy 0.81 of at most 1.00 bits.',
        '',
        '```text',
        'long   ████████████████████  6  75.0 %',
        'short  ██████▋               2  25.0 %',
        '```',
      ].join('\n'),
    );
  });

  it('counts a label, in astral characters too', async () => {
    expect(await textAt(config('    sleeves: [long, sh‸ort]'))).toBe(
      '**`short`** · label of `sleeves`\n\n2 rows, 22.2 % of those with a label. First: row 4 and 8.',
    );
    expect(await textAt(config('    sleeves: ["😀😀", 😀‸]'))).toMatch(
      /^\*\*`😀`\*\* · label of `sleeves`\n\n1 row, 11.1 %/,
    );
    expect(await textAt(config('    sleeves: [long, shrt‸]'))).toMatch(/No row has this label\.$/);
  });

  it('says how the rows of a label were dealt, once a check knows', async () => {
    const { config: at, offset } = configAt(config('    sleeves: [long‸, short]'), DATA);
    const dealt = (test: number) => ({
      labelRows: new Map([['sleeves', new Map([['long', { training: 1500, validation: 1, test }]])]]),
    });
    const text = async (config: ConfigWithData) => (await hover(config, offset))?.text.replaceAll('\u00a0', ' ');
    expect(await text({ ...at, ...dealt(0) })).toMatch(/ First: row 1, 2 and 3\. 1 500 train, 1 validates\.$/);
    expect(await text({ ...at, ...dealt(20) })).toMatch(/ 1 500 train, 1 validates, 20 test\.$/);
    expect(await text({ ...at, labelRows: new Map() })).toMatch(/ First: row 1, 2 and 3\.$/);
  });

  it('measures how mixed labels are, unless there is nothing to measure', async () => {
    const even = dataframeOf({ sleeves: ['a', 'b', 'c', 'd'] });
    expect(await textAt(config('    slee‸ves: [a, b, c, d]'), even)).toContain('Entropy 2.00 of at most 2.00 bits.');
    expect(await textAt(config('    slee‸ves: [a, z]'), even)).toContain('Entropy 0.00 of at most 1.00 bits.');
    for (const labels of ['[a]', '[y, z]'])
      expect(await textAt(config(`    slee‸ves: ${labels}`), even)).not.toContain('Entropy');
  });

  it('says of a target and of a weight what it says of their task', async () => {
    const task = await textAt(config('    slee‸ves: [long, short]'));
    expect(await textAt(`${config('')}  target: [sleeves_en‸coded]\n`)).toBe(task);
    expect(await textAt(`${config('')}  loss_weights: {slee‸ves: 2}\n`)).toBe(task);
    expect(await textAt(`${config('')}  target: [collar_en‸coded]\n`)).toBeUndefined();
  });

  it('describes a column, or says which there are', async () => {
    expect(await textAt(`${config('')}  paths: im‸age\n`)).toBe(
      '**`image`** · column of the dataframe\n\n10 different values. Such as `0.jpg`, `1.jpg` and `2.jpg`.',
    );
    expect(await textAt(`${config('')}  paths: imge‸\n`)).toBe(
      '**`imge`** · column of the dataframe\n\nThe dataframe has no column `imge`. It has `image` and `sleeves`.',
    );
  });

  it('says when the data is not there', async () => {
    const { config: at, offset } = configAt(config('    slee‸ves: [a, b]'));
    expect((await hover(at, offset))?.text).toMatch(/The dataframe is not read yet\.$/);
    expect(await textAt(config('    slee‸ves: [a, b]'), dataframeOf({}))).toMatch(/The dataframe cannot be read\.$/);
  });

  it('says what stands at a path', async () => {
    const root = await projectFolder({ 'rows.csv': 'a,b\n1,2\n' });
    const file = join(root, 'rows.csv');
    const { config: at, offset } = configAt('paths: {model_dataframe: rows‸.csv}\n', { ...DATA, file }, root);
    expect((await hover(at, offset))?.text.replaceAll('\u00a0', ' ')).toMatch(
      /rows\.csv\n```\n\n8 bytes, 10 rows, 2 columns, changed \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
    );
    const none = configAt('paths: {model_dataframe: none‸.csv}\n', undefined, root);
    expect((await hover(none.config, none.offset))?.text).toMatch(/Nothing stands there\.$/);
  });

  it('shows labels that mean something in Markdown as they are', async () => {
    const data = dataframeOf({ sleeves: ['`a`', '```'] });
    expect(await textAt(config("    sleeves: ['`a`‸', x]"), data)).toMatch(/^\*\*`` `a` ``\*\* /);
    expect(await textAt(config("    slee‸ves: ['`a`', '```']"), data)).toMatch(/````text\n`a` [\s\S]*\n````$/);
  });

  it('is silent elsewhere', async () => {
    expect(await textAt('model:\n  target_encoder: {}\n  ‸\n')).toBeUndefined();
    expect(await textAt('model: {target_encoder: {}, nokey‸: 1}\n')).toBeUndefined();
  });
});
