import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hasErrors } from '../../../core/check.ts';
import { accept, type InitOptions, propose } from '../../../trainer/init/init-project.ts';
import { Cancelled, type Prompts } from '../../../trainer/init/prompts.ts';
import { photo, projectFolder } from '../../core/project-folder.ts';

/** Answers in order; what was asked stays to be looked at. `guess` takes what is offered. */
function scripted(...answers: (string | readonly string[] | boolean | 'guess')[]): Prompts & { asked: string[] } {
  const asked: string[] = [];
  const next = <T>(question: string, guess: T): T => {
    asked.push(question.replaceAll('\u00a0', ' '));
    const answer = answers.shift();
    if (answer === undefined) throw new Cancelled();
    return answer === 'guess' ? guess : (answer as T);
  };
  return {
    asked,
    one: async (question, _, guess) => next(question, guess ?? ''),
    some: async (question, _, guesses) => next(question, guesses),
    yes: async (question) => next(question, true),
    text: async (question, guess, objection) => {
      const answer = next(question, guess);
      expect(objection(answer)).toBeUndefined();
      return answer;
    },
  };
}

async function project(
  images: readonly string[],
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<string> {
  const root = await projectFolder(files);
  const content = await photo();
  for (const image of images) {
    await mkdir(dirname(join(root, image)), { recursive: true });
    await writeFile(join(root, image), content);
  }
  return root;
}

const numbered = (folder: string, number = 4) => Array.from({ length: number }, (_, index) => `${folder}/${index}.jpg`);

async function init(root: string, options: Partial<InitOptions> = {}, prompts?: Prompts) {
  const all: InitOptions = { root, out: join(root, 'config.yml'), force: false, ...options };
  const proposal = await propose(all, prompts);
  const { check } = await accept(proposal, all, prompts);
  expect(check.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { proposal, check, config: parse(readFileSync(all.out, 'utf8')) };
}

const tasksIn = (config: { model: { target_encoder: unknown } }) => config.model.target_encoder;
const labelsCsv = (root: string) => readFileSync(join(root, 'labels.csv'), 'utf8').trimEnd().split('\n');
const images = numbered('img', 8);
const rows = images.map((path, row) => [
  path,
  row % 2 ? 'yes' : 'no',
  ['striped', 'solid', ''][row % 3] ?? '',
  `${row}.5`,
]);
const CSV = [['file', 'sleeves', 'print', 'price'], ...rows].map((cells) => `${cells.join(',')}\n`).join('');

describe('init from a dataframe', () => {
  it('guesses the image column and the tasks', async () => {
    const root = await project(images, { 'data.csv': CSV });
    const { config, check, proposal } = await init(root);
    expect(config.paths.model_dataframe).toBe('./data.csv');
    expect(config.model.paths).toBe('file');
    expect(tasksIn(config)).toEqual({ sleeves: ['no', 'yes'], print: ['solid', 'striped'] });
    expect(config.model.batch_size).toBe(check.split?.train.length);
    expect(proposal.notes).toEqual(['not used: price (nearly every row has its own)']);
    const text = readFileSync(join(root, 'config.yml'), 'utf8');
    expect(text).toContain(
      '    print: # 2 rows have no label; this task skips them\n      - solid # 3 rows, few to learn from\n',
    );
    expect(text).toContain('      - "no" # 4 rows');
  });

  it('reads Parquet the same way, from another folder', async () => {
    const columnData = ['file', 'sleeves', 'print'].map((name, column) => ({
      name,
      data: rows.map((cells) => cells[column] || null),
    }));
    const parquet = Buffer.from(parquetWriteBuffer({ columnData }));
    const root = await project(
      images.map((path) => `data/${path}`),
      { 'data/rows.parquet': parquet },
    );
    const { config } = await init(root, { path: 'data/rows.parquet' });
    expect(config.paths.model_dataframe).toBe('./data/rows.parquet');
    expect(tasksIn(config)).toEqual({ sleeves: ['no', 'yes'], print: ['solid', 'striped'] });
    const beside = await init(root, { path: 'data/rows.parquet', out: join(root, 'configs/a.yml') });
    expect(beside.config.paths.model_dataframe).toBe('../data/rows.parquet');
  });

  it('asks, and takes the answers', async () => {
    const root = await project(images, { 'data.csv': CSV });
    const prompts = scripted('guess', ['print'], true);
    const { config } = await init(root, {}, prompts);
    expect(prompts.asked).toEqual([
      'Which column holds the image paths?',
      'Which columns hold labels to learn? Each becomes a task.',
      'Write config.yml?',
    ]);
    expect(tasksIn(config)).toEqual({ print: ['solid', 'striped'] });
  });

  it('writes nothing when the person leaves or says no', async () => {
    const root = await project(images, { 'data.csv': CSV });
    await expect(init(root, {}, scripted('guess'))).rejects.toThrow(Cancelled);
    await expect(init(root, {}, scripted('guess', 'guess', false))).rejects.toThrow('Nothing was written.');
    expect(existsSync(join(root, 'config.yml'))).toBe(false);
  });

  it('splits by a column that says train, val and test', async () => {
    const lines = CSV.trimEnd().split('\n');
    const split = lines.map((line, row) => `${line},${row === 0 ? 'split' : row > 6 ? 'val' : 'train'}`).join('\n');
    const root = await project(images, { 'data.csv': split });
    expect((await init(root)).config.model).toMatchObject({ split_method: 'column', split_column: 'split' });
    const asked = await init(root, { force: true }, scripted('guess', 'guess', false, true));
    expect(asked.config.model.split_method).toBeUndefined();
  });

  it('does without a split that would leave a label with nothing to train on', async () => {
    const lines = CSV.trimEnd().split('\n');
    const split = lines.map((line, row) => `${line},${row === 0 ? 'split' : row % 2 ? 'val' : 'train'}`).join('\n');
    const root = await project(images, { 'data.csv': split });
    expect((await init(root)).config.model.split_method).toBeUndefined();
  });

  it('takes columns that are named, and corrects their spelling', async () => {
    const root = await project(images, { 'data.csv': CSV });
    const { config } = await init(root, { tasks: ['sleeves'], image: 'file' });
    expect(tasksIn(config)).toEqual({ sleeves: ['no', 'yes'] });
    await expect(init(root, { force: true, tasks: ['sleves'] })).rejects.toThrow('Did you mean `sleeves`?');
    await expect(init(root, { force: true, image: 'picture' })).rejects.toThrow(
      'There is no such column to use: `picture`.',
    );
  });

  it('says why it cannot', async () => {
    const root = await project([], { 'data.csv': 'a,b\n1,x\n2,y\n3,x\n' });
    await expect(init(root)).rejects.toThrow('No column seems to hold image paths');
    const none = await project([], { 'data.csv': 'image\n1.jpg\n2.jpg\n' });
    await expect(init(none)).rejects.toThrow('No column seems to hold labels');
    const two = await project([], { 'a.csv': CSV, 'b.parquet': 'PAR1', 'training_history.csv': CSV });
    await expect(init(two)).rejects.toThrow('There are several dataframes here: `a.csv` and `b.parquet`.');
    await expect(init(two, { path: 'b.parquet' })).rejects.toThrow('The dataframe is a damaged Parquet file');
    await expect(init(two, { path: 'c.csv' })).rejects.toThrow('c.csv does not exist.');
  });
});

describe('init from one folder per class', () => {
  it('writes the dataframe that the config needs', async () => {
    const root = await project([
      ...numbered('flowers/rose'),
      ...numbered('flowers/no, lily', 3),
      'flowers/loose.jpg',
      'flowers/rose/old/9.jpg',
    ]);
    const { config, proposal } = await init(root, { path: 'flowers' });
    expect(config.paths.model_dataframe).toBe('./labels.csv');
    expect(config.model.paths).toBe('image');
    expect(tasksIn(config)).toEqual({ flowers: ['no, lily', 'rose'] });
    expect(labelsCsv(root)).toEqual([
      'image,flowers',
      ...numbered('flowers/no, lily', 3).map((path) => `"${path}","no, lily"`),
      ...[...numbered('flowers/rose'), 'flowers/rose/old/9.jpg'].map((path) => `${path},rose`),
    ]);
    expect(proposal.notes.map((note) => note.replaceAll('\u00a0', ' '))).toEqual([
      '1 image beside the folders is left out: no folder says what they show',
      '1 image in deeper folders counts as the class above them',
    ]);
  });

  it('keeps the parts that upper folders name', async () => {
    const root = await project([
      ...numbered('data/train/cat'),
      ...numbered('data/train/dog'),
      ...numbered('data/valid/cat', 2),
      ...numbered('data/valid/dog', 2),
    ]);
    const { config } = await init(root);
    expect(tasksIn(config)).toEqual({ label: ['cat', 'dog'] });
    expect(config.model.split_column).toBe('split');
    expect(labelsCsv(root).filter((line) => line.endsWith(',val'))).toHaveLength(4);
  });

  it('asks for the name of the task', async () => {
    const root = await project([...numbered('img/cat'), ...numbered('img/dog')]);
    const prompts = scripted('animal', true);
    expect(tasksIn((await init(root, {}, prompts)).config)).toEqual({ animal: ['cat', 'dog'] });
    expect(prompts.asked).toEqual([
      "What do `cat` and `dog` tell apart? The task's name:",
      'Write labels.csv and config.yml?',
    ]);
  });

  it('needs two classes', async () => {
    await expect(init(await project([]))).rejects.toThrow('holds no images');
    await expect(init(await project(['1.jpg']))).rejects.toThrow('but not in folders');
    await expect(init(await project(numbered('cat')))).rejects.toThrow('but not in folders');
    await expect(init(await project([...numbered('train/cat'), ...numbered('val/cat')]))).rejects.toThrow(
      'one class only, `cat`',
    );
  });
});

describe('init from one folder per combination of labels', () => {
  const combined = ['striped_long', 'striped_short', 'solid_long', 'solid_short'].flatMap((name) => numbered(name, 3));

  it('makes a task of each position', async () => {
    const root = await project(combined);
    expect(tasksIn((await init(root)).config)).toEqual({ task_1: ['solid', 'striped'], task_2: ['long', 'short'] });
    expect(labelsCsv(root)[1]).toBe('solid_long/0.jpg,solid,long');
    const { config } = await init(root, { path: '.', force: true, tasks: ['print', 'sleeves'] });
    expect(tasksIn(config)).toEqual({ print: ['solid', 'striped'], sleeves: ['long', 'short'] });
  });

  it('asks whether they are, and for their names', async () => {
    const root = await project(combined);
    const prompts = scripted(true, 'print', 'sleeves', true);
    expect(Object.keys(tasksIn((await init(root, {}, prompts)).config) as object)).toEqual(['print', 'sleeves']);
    expect(prompts.asked[0]).toBe(
      'Folder names such as solid_long seem to hold 2 labels each (`solid` and `long`). Learn them as 2 tasks?',
    );
    const one = await init(await project(combined), {}, scripted(false, 'kind', true));
    expect(tasksIn(one.config)).toEqual({ kind: ['solid_long', 'solid_short', 'striped_long', 'striped_short'] });
  });

  it('takes them apart at another separator, or says why it cannot', async () => {
    const root = await project([
      ...numbered('striped--long_sleeve'),
      ...numbered('solid--no_sleeve'),
      ...numbered('solid--long_sleeve'),
    ]);
    const { config } = await init(root, { separator: '--' });
    expect(tasksIn(config)).toEqual({ task_1: ['solid', 'striped'], task_2: ['long_sleeve', 'no_sleeve'] });
    const uneven = await project([...numbered('striped_long'), ...numbered('solid_very_long')]);
    await expect(init(uneven, { tasks: ['print', 'sleeves'] })).rejects.toThrow('different numbers of parts');
    const { proposal } = await init(uneven);
    expect(proposal.notes[0]).toContain('each folder name is one label');
  });
});

describe('files that are there', () => {
  it('are never written over without force', async () => {
    const root = await project(images, { 'data.csv': CSV, 'config.yml': 'mine' });
    await expect(init(root)).rejects.toThrow('config.yml is there already, and nothing was written.');
    expect(readFileSync(join(root, 'config.yml'), 'utf8')).toBe('mine');
    const folders = await project([...numbered('img/cat'), ...numbered('img/dog')], { 'labels.csv': 'mine' });
    await expect(init(folders, { path: 'img' })).rejects.toThrow('labels.csv is there already');
    expect(existsSync(join(folders, 'config.yml'))).toBe(false);
    const { check } = await init(folders, { path: 'img', force: true });
    expect(hasErrors(check.findings)).toBe(false);
  });
});
