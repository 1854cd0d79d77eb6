import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../core/fixes/text-edit.ts';
import { outlineOf } from '../../../core/language/outline.ts';
import { configMoves } from '../../../core/moves/config-moves.ts';
import { FileMoves } from '../../../core/moves/file-moves.ts';
import { imageCellMoves } from '../../../core/moves/image-cell-moves.ts';
import { projectFolder } from '../project-folder.ts';

const CONFIG = `paths:
  model_dataframe: ./data/rows.csv # the rows
  model_path: "out/model"
  training_history_path: out/history.csv
model:
  weights: weights.h5
`;

const FILES = {
  'data/rows.csv': '',
  'data/img/a.jpg': '',
  'img/b.jpg': '',
  'sub/config.yml': CONFIG,
  'sub/weights.h5': '',
  'other/x': '',
};

/** The lines of the config that are others after these moves, each from → to. */
async function linesAfter(moves: Readonly<Record<string, string>>, text = CONFIG) {
  const root = await projectFolder(FILES);
  const under = (path: string) => join(root, path);
  const place = { root, configFile: under('sub/config.yml') };
  const config = { kind: 'config', text, outline: outlineOf(text), place } as const;
  const moved = new FileMoves(Object.entries(moves).map(([from, to]) => ({ from: under(from), to: under(to) })));
  const before = text.split('\n');
  const after = applyEdits(text, configMoves(config, moved, root))?.split('\n') ?? [];
  return after.filter((line, index) => line !== before[index]).map((line) => line.trim().replaceAll(root, '<root>'));
}

describe('configMoves', () => {
  it('follows files and the folders above them, in the style of the path', async () => {
    expect(await linesAfter({ 'data/rows.csv': 'data/clean.csv' })).toEqual([
      'model_dataframe: ./data/clean.csv # the rows',
    ]);
    expect(await linesAfter({ data: 'tables/2026: new' })).toEqual([
      'model_dataframe: "./tables/2026: new/rows.csv" # the rows',
    ]);
    expect(await linesAfter({ 'sub/weights.h5': 'sub/deep/w.h5' })).toEqual(['weights: deep/w.h5']);
  });

  it('leaves the line below a path that is written in a block', async () => {
    const text = CONFIG.replace('./data/rows.csv # the rows', '>-\n    data/rows.csv');
    const after = await linesAfter({ 'data/rows.csv': 'data/clean.csv' }, text);
    expect(after.slice(0, 2)).toEqual(['model_dataframe: data/clean.csv', 'model_path: "out/model"']);
  });

  it('leaves paths that lead to the same as before', async () => {
    expect(await linesAfter({ 'other/x': 'other/y', img: 'pictures' })).toEqual([]);
    expect(await linesAfter({ sub: 'elsewhere' })).toEqual([]);
  });

  it('keeps what was relative to the config right where the config moves alone', async () => {
    expect(await linesAfter({ 'sub/config.yml': 'config.yml' })).toEqual(['weights: sub/weights.h5']);
    expect(await linesAfter({ 'sub/config.yml': 'other/deep/config.yml' })).toEqual([
      'weights: "../../sub/weights.h5"',
    ]);
  });

  it('does not write a path that something else at the root would take', async () => {
    const moves = { 'sub/weights.h5': 'sub/x', 'other/x': 'x' };
    expect(await linesAfter(moves)).toEqual(['weights: sub/x']);
  });

  it('writes absolute paths as absolute ones', async () => {
    const root = await projectFolder(FILES);
    const text = CONFIG.replace('./data/rows.csv', join(root, 'data/rows.csv'));
    const place = { root, configFile: join(root, 'sub/config.yml') };
    const moves = new FileMoves([{ from: join(root, 'data'), to: join(root, 'd') }]);
    const config = { kind: 'config', text, outline: outlineOf(text), place } as const;
    expect(configMoves(config, moves, root).map((edit) => edit.text)).toEqual([join(root, 'd/rows.csv')]);
  });
});

describe('imageCellMoves', () => {
  const cells = ['img/a.jpg', 'img/b.jpg', 'data/img/a.jpg', 'img/none.jpg', ''];
  const cellsAfter = async (moves: Readonly<Record<string, string>>) => {
    const root = await projectFolder(FILES);
    const under = (path: string) => join(root, path);
    const moved = new FileMoves(Object.entries(moves).map(([from, to]) => ({ from: under(from), to: under(to) })));
    return cells.map(imageCellMoves({ file: under('data/rows.csv'), root, rootAfter: root }, moved));
  };
  const stays = undefined;

  it('follows images and folders of images, below the root or beside the dataframe', async () => {
    expect(await cellsAfter({ 'data/img': 'data/photos' })).toEqual([
      'photos/a.jpg',
      stays,
      'data/photos/a.jpg',
      stays,
      stays,
    ]);
    expect(await cellsAfter({ 'img/b.jpg': 'img/c.jpg' })).toEqual([stays, 'img/c.jpg', stays, stays, stays]);
  });

  it('keeps what was relative to the dataframe right where that moves', async () => {
    expect(await cellsAfter({ 'data/rows.csv': 'other/rows.csv' })).toEqual([
      '../data/img/a.jpg',
      stays,
      stays,
      stays,
      stays,
    ]);
    expect(await cellsAfter({ data: 'tables' })).toEqual([stays, stays, 'tables/img/a.jpg', stays, stays]);
  });
});
