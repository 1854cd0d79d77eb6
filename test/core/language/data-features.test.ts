import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeLenses } from '../../../core/language/code-lenses.ts';
import { inlayHints } from '../../../core/language/inlay-hints.ts';
import { definition, type Place, references } from '../../../core/language/places.ts';
import { projectFolder } from '../project-folder.ts';
import { configAt, dataframeOf, viewOf } from './config-at.ts';

const DATA = dataframeOf({
  image: ['0.jpg', '1.jpg', '2.jpg', ''],
  sleeves: ['long', 'short', 'long', ''],
});
const CONFIG = `paths: {model_dataframe: rows.csv}
model:
  target_encoder:
    sleeves: [long, "short"]
    other: [a, b]
  paths: image
  target: [sleeves_encoded, other_encoded]
  class_weights: {sleeves: balanced}
`;
const everything = { from: 0, to: CONFIG.length };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('inlayHints', () => {
  /** The config with the hints in it, each as ‹hint›. */
  const shown = (text: string, hints: ReturnType<typeof inlayHints>) =>
    [...hints]
      .reverse()
      .reduce((so, { offset, text: hint }) => `${so.slice(0, offset)}‹${hint}›${so.slice(offset)}`, text);

  it('counts labels and rows, where the data has them', () => {
    const hints = inlayHints({ ...viewOf(CONFIG), dataframe: DATA }, everything);
    expect(shown(CONFIG, hints)).toBe(
      CONFIG.replace('sleeves: [long, "short"]', 'sleeves:‹3 rows · 2 outputs› [long‹2›, "short"‹1›]'),
    );
    expect(hints[0]?.tooltip).toBe('3 of 4 rows have a label; the head has one output per label.');
  });

  it('shows those of the part that is seen, and none before the data is read', () => {
    expect(inlayHints({ ...viewOf(CONFIG), dataframe: DATA }, { from: 0, to: 10 })).toEqual([]);
    expect(inlayHints({ ...viewOf(CONFIG), dataframe: undefined }, everything)).toEqual([]);
  });

  it('counts 0 for a label that no row has, and leaves aliases alone', () => {
    const text = 'x: &x [long]\nmodel:\n  target_encoder:\n    sleeves: *x\n    image: [lng]\n';
    const hints = inlayHints({ ...viewOf(text), dataframe: DATA }, { from: 0, to: text.length });
    expect(shown(text, hints)).toBe(
      text
        .replace('sleeves:', 'sleeves:‹3 rows · 1 output›')
        .replace('image: [lng]', 'image:‹3 rows · 1 output› [lng‹0›]'),
    );
  });
});

describe('definition and references', () => {
  /** A place as the words that stand there, or as file and line. */
  const named = (text: string, place: Place): string =>
    'span' in place
      ? text.slice(place.span.from, place.span.to)
      : `${place.location.file}:${place.location.range?.start.line}:${place.location.range?.start.column}`;
  const at = (word: string) => configAt(CONFIG.replace(word, `${word}‸`), DATA);

  it.each([
    ['[long', ['/project/rows.csv:2:1']],
    ['"sho', ['/project/rows.csv:3:1']],
    ['  sleev', ['/project/rows.csv:1:11']],
    ['paths: im', ['/project/rows.csv:1:1']],
    ['[sleeves_enc', ['sleeves']],
    ['{slee', ['sleeves']],
    ['[a', []],
    ['mod', []],
  ])('goes from %s to %j', async (word, places) => {
    const { config, offset } = at(word);
    expect((await definition(config, offset)).map((place) => named(CONFIG, place))).toEqual(places);
  });

  it('goes to the file of a path, if there is one', async () => {
    const root = await projectFolder({ 'rows.csv': 'a\n' });
    const marked = CONFIG.replace('rows.csv', 'rows‸.csv');
    const { config, offset } = configAt(marked, DATA, root);
    expect(await definition(config, offset)).toEqual([{ location: { file: join(root, 'rows.csv') } }]);
    const nowhere = configAt(marked, DATA, join(root, 'none'));
    expect(await definition(nowhere.config, nowhere.offset)).toEqual([]);
  });

  it('goes from what a dataset models to its group', async () => {
    const { config, offset } = configAt('categories:\n  aggregation: {Tops: [Tee]}\n  to_model: [To‸ps]\n');
    expect((await definition(config, offset)).map((place) => named(config.text, place))).toEqual(['Tops']);
  });

  it('finds the rows of a label, and what speaks of a task', () => {
    const label = at('[long');
    expect(references(label.config, label.offset).map((place) => named(CONFIG, place))).toEqual([
      'long',
      '/project/rows.csv:2:1',
      '/project/rows.csv:4:1',
    ]);
    const task = at('[sleeves_enc');
    expect(references(task.config, task.offset).map((place) => named(CONFIG, place))).toEqual([
      'sleeves',
      'sleeves_encoded',
      'sleeves',
      '/project/rows.csv:1:11',
    ]);
  });
});

describe('codeLenses', () => {
  it('offers commands and says what the data has', () => {
    const file = '/project/config.yml';
    expect(
      codeLenses({ ...viewOf(CONFIG), dataframe: DATA }).map(({ span, title, ...rest }) => [
        CONFIG.slice(span.from, span.to),
        plain(title),
        rest,
      ]),
    ).toEqual([
      ['model', '▶ Train', { command: 'multitask.train', file }],
      ['model', 'Check', { command: 'multitask.check', file }],
      ['model', '4 rows · 3 images · 4 labels', { command: 'multitask.showDataframe', file: '/project/rows.csv' }],
      ['sleeves', '66.7 % are long (2 of 3 rows)', {}],
    ]);
  });

  it('offers to prepare a dataset', () => {
    const text = 'categories: {aggregation: {Tops: [Tee]}}\n';
    expect(codeLenses({ ...viewOf(text), dataframe: undefined }).map(({ title }) => title)).toEqual([
      '▶ Prepare',
      'Check',
    ]);
  });
});
