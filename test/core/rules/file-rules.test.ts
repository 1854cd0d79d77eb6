import { describe, expect, it } from 'vitest';
import { badImage } from '../../../core/rules/bad-image.ts';
import { historyPathNotWritable } from '../../../core/rules/history-path-not-writable.ts';
import { kerasTaskName } from '../../../core/rules/keras-task-name.ts';
import { modelPathFormat } from '../../../core/rules/model-path-format.ts';
import { modelPathNotWritable } from '../../../core/rules/model-path-not-writable.ts';
import { noReadableImage } from '../../../core/rules/no-readable-image.ts';
import { weightsFileDamaged } from '../../../core/rules/weights-file-damaged.ts';
import { weightsFileDiffers } from '../../../core/rules/weights-file-differs.ts';
import { weightsFileMissing } from '../../../core/rules/weights-file-missing.ts';
import { MINIMAL, withModel } from '../config/configs.ts';
import { CSV, findings, messages } from './projects.ts';

const savedTo = (path: string) => MINIMAL.replace('model_path: model', `model_path: ${path}`);

describe('model-path-format', () => {
  it.each(['model/model.keras', 'MODEL.KERAS'])('refuses %s and names a file that Keras opens too', (path) => {
    const suggestion = path.replace(/\.\w+$/, '.h5');
    expect(findings(modelPathFormat, { config: savedTo(path) })).toMatchObject([
      {
        message: `\`${path}\` names a .keras file, which is not written. Name a file ending in .h5, such as \`${suggestion}\`, which Keras opens as well; or a folder, or a file ending in .json.`,
        location: { range: { start: { line: 3 } } },
        suggestion,
      },
    ]);
    expect(findings(modelPathNotWritable, { config: savedTo(path), model: { kind: 'folder' } })).toEqual([]);
  });

  it.each(['model', './model/', 'model/model.json', 'model.v2', './model/model.h5', 'MODEL.HDF5'])(
    'accepts %s',
    (path) => {
      expect(findings(modelPathFormat, { config: savedTo(path) })).toEqual([]);
    },
  );
});

describe('keras-task-name', () => {
  const called = (task: string, path = 'model.h5') => ({ config: savedTo(path).replace('print:', `${task}:`) });

  it.each(['print', 'print-2.x', '.print', '2nd', 'Print_>'])('accepts %s', (task) => {
    expect(findings(kerasTaskName, called(task))).toEqual([]);
  });

  it('names a task that Keras would take', () => {
    expect(findings(kerasTaskName, called('"top / print"'))).toMatchObject([
      {
        message:
          'Keras cannot open a model with a layer `top / print_clf`: names may hold A–Z, a–z, digits and . _ - >, and begin with a letter, a digit or a dot. Rename the task, such as `top_print`, here and in the dataframe, or let `model_path` name a folder or a file ending in .json.',
        location: { range: { start: { line: 10, column: 5 } } },
      },
    ]);
    expect(messages(kerasTaskName, called('_print'))[0]).toContain('Rename the task, such as `print`,');
  });

  it.each(['größe', '大', '"a\\nb"', '"-"'])('refuses %s, where only the person knows a better name', (task) => {
    expect(messages(kerasTaskName, called(task))[0]).toContain('Rename the task here and in the dataframe');
  });

  it('leaves other formats alone', () => {
    expect(findings(kerasTaskName, called('größe', 'model'))).toEqual([]);
    expect(findings(kerasTaskName, called('größe', 'model.json'))).toEqual([]);
  });
});

describe('model-path-not-writable', () => {
  it('makes missing folders, and overwrites its own', () => {
    expect(findings(modelPathNotWritable)).toEqual([]);
    expect(findings(modelPathNotWritable, { model: { kind: 'folder' } })).toEqual([]);
    expect(findings(modelPathNotWritable, { config: savedTo('m.json'), model: { kind: 'file' } })).toEqual([]);
    expect(findings(modelPathNotWritable, { config: savedTo('m.h5'), model: { kind: 'file' } })).toEqual([]);
  });

  it.each([
    [savedTo('m'), { kind: 'folder', writable: false }, '`m` is there and may not be written.'],
    [savedTo('m'), { kind: 'missing', writable: false }, '`m` cannot be made: the folder above it may not be written.'],
    [
      savedTo('a/m'),
      { kind: 'missing', writable: false, blockedBy: '/project/a' },
      '`a/m` cannot be made: `/project/a` above it is not a folder.',
    ],
    [savedTo('m'), { kind: 'file' }, '`m` is a file; training writes a folder there.'],
    [savedTo('m.h5'), { kind: 'folder' }, '`m.h5` is a folder; training writes a file there.'],
    [savedTo('m.json'), { kind: 'folder' }, '`m.json` is a folder; training writes a file there.'],
  ] as const)('refuses %#', (config, model, message) => {
    expect(messages(modelPathNotWritable, { config, model })[0]).toContain(message);
  });
});

describe('history-path-not-writable', () => {
  it('wants a file', () => {
    expect(findings(historyPathNotWritable, { history: { kind: 'file' } })).toEqual([]);
    expect(messages(historyPathNotWritable, { history: { kind: 'folder' } })[0]).toContain('`history.csv` is a folder');
    expect(findings(historyPathNotWritable, { history: { kind: 'file', writable: false } })).toMatchObject([
      { location: { range: { start: { line: 4, column: 26 } } } },
    ]);
  });
});

describe('weights-file-missing', () => {
  it('knows imagenet from a file, and its misspellings', () => {
    expect(findings(weightsFileMissing)).toEqual([]);
    expect(findings(weightsFileMissing, { config: withModel('weights: own.h5'), weights: { kind: 'file' } })).toEqual(
      [],
    );
    expect(findings(weightsFileMissing, { config: withModel('weights: imagnet'), weights: {} })).toMatchObject([
      { suggestion: 'imagenet' },
    ]);
    expect(messages(weightsFileMissing, { config: withModel('weights: own.h5'), weights: {} })).toEqual([
      '`weights` is `own.h5`, and there is no such file (`/project/weights.h5`). Write `imagenet`, `none`, or the path of a Keras .h5 weight file without top.',
    ]);
  });
});

describe('weights-file-damaged', () => {
  it('says why', () => {
    expect(findings(weightsFileDamaged, { weights: { kind: 'file' } })).toEqual([]);
    const config = withModel('weights: own.h5');
    expect(messages(weightsFileDamaged, { config, weightsProblem: { damage: 'the file is empty' } })).toEqual([
      '`weights` is `own.h5`, which cannot be read as weights: the file is empty. Put a whole Keras .h5 weight file there, or write `imagenet`, which is downloaded.',
    ]);
  });
});

describe('weights-file-differs', () => {
  it('names both digests', () => {
    const config = withModel('weights: own.h5');
    const weightsProblem = { published: { algorithm: 'md5', hex: 'b0' }, found: 'c1' } as const;
    expect(messages(weightsFileDiffers, { config, weightsProblem })).toEqual([
      '`own.h5` has the name of a file that Keras publishes, but other bytes: its md5 is c1, not b0. Download it again, or give weights of your own another name.',
    ]);
    expect(findings(weightsFileDamaged, { config, weightsProblem })).toEqual([]);
    expect(findings(weightsFileDiffers, { config, weightsProblem: { damage: 'the file is empty' } })).toEqual([]);
  });
});

describe('bad-image', () => {
  const imageProblems = [{ row: 2, path: 'b.jpg', problem: 'the file does not exist' }];

  it('is silent about sound images', () => {
    expect(findings(badImage)).toEqual([]);
    expect(findings(noReadableImage)).toEqual([]);
  });

  it('counts, names and says what follows', () => {
    expect(findings(badImage, { imageProblems })).toMatchObject([
      {
        severity: 'warning',
        message: '1 of 4 images cannot be used: `b.jpg` (row 2: the file does not exist). Its row is left out.',
        related: [{ message: 'row 2: `b.jpg`: the file does not exist', location: { file: CSV, row: 2 } }],
      },
    ]);
  });

  it('refuses with on_bad_image: fail', () => {
    expect(findings(badImage, { imageProblems, config: withModel('on_bad_image: fail') })).toMatchObject([
      { severity: 'error' },
    ]);
  });

  it('leaves it to no-readable-image when there is none', () => {
    const all = ['a', 'b', 'c', 'd'].map((name, index) => ({
      row: index + 1,
      path: `${name}.jpg`,
      problem: 'the file does not exist',
    }));
    expect(findings(badImage, { imageProblems: all })).toEqual([]);
    expect(messages(noReadableImage, { imageProblems: all })[0]).toMatch(
      /^None of the 4 images can be used: `a.jpg` \(row 1/,
    );
  });
});
