import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig, readConfig } from '../../../core/config/config-document.ts';
import { checkDatasetConfig } from '../../../core/dataset-config/check-dataset-config.ts';
import { parseDatasetConfig, readDatasetConfig } from '../../../core/dataset-config/dataset-document.ts';
import { looksLikeDatasetConfig } from '../../../core/dataset-config/looks-like-dataset-config.ts';
import fc from '../../fast-check.ts';
import { MINIMAL } from '../config/configs.ts';
import { annoFine, CATEGORIES, DATASET_CONFIG, LISTING } from '../deepfashion/anno-fine.ts';
import { photo } from '../project-folder.ts';

const FILE = '/project/dataset_config.yml';
const shown = (text: string) =>
  parseDatasetConfig(text, FILE).findings.map(
    ({ code, message, location: { range } }) => `${range?.start.line}:${range?.start.column} ${code}: ${message}`,
  );
const changed = (from: string | RegExp, to: string) => shown(DATASET_CONFIG.replace(from, to));

describe('dataset_config.yml', () => {
  it('is read with every key of the Python project, and the default of the one that is ours', () => {
    const { config, findings } = parseDatasetConfig(DATASET_CONFIG, FILE);
    expect(findings).toEqual([]);
    expect(config?.paths.val_bboxes_path).toBe('data/Anno_fine/val_bbox.txt');
    expect(config?.categories.aggregation).toEqual({
      Dresses: ['Dress', 'Robe'],
      Tops: ['Tee', 'Tank', 'Blouse'],
      Coats: ['Coat'],
    });
    expect(config?.crops.quality).toBe(95);
  });

  it.each<[string, string[], string[]]>([
    [
      'an unknown key',
      changed('train_files_path', 'train_file_path'),
      ['4:3 unknown-key: `train_file_path` is not a key of `paths`. Did you mean `train_files_path`?'],
    ],
    [
      'a key in the wrong group',
      changed('categories:\n', 'cropped_folder: x\ncategories:\n'),
      ['21:1 unknown-key: `cropped_folder` is not a key of the config. It belongs under `paths`.'],
    ],
    [
      'a missing key',
      changed(/ {2}test_files_path.*\n/, ''),
      [
        '1:1 missing-key: `paths.test_files_path` is missing. The images of the test part, one path a line, below data_folder_prefix.',
      ],
    ],
    [
      'a key without value',
      changed('data_folder_prefix: data', 'data_folder_prefix:'),
      ['19:3 wrong-type: `paths.data_folder_prefix` is empty; write a text.'],
    ],
    [
      'a number for a path',
      changed('data_folder_prefix: data', 'data_folder_prefix: 3'),
      ['19:23 wrong-type: `paths.data_folder_prefix` is 3, not a text; put it in quotes: "3".'],
    ],
    [
      'a path with an escape',
      changed('data_folder_prefix: data', 'data_folder_prefix: "C:\\data\\train"'),
      [
        '19:26 yaml-syntax: This backslash does not start a known escape. In double quotes a backslash is special: use single quotes, or forward slashes in paths.',
      ],
    ],
    [
      'a path with a tab by escape',
      changed('data_folder_prefix: data', 'data_folder_prefix: "C:\\train"'),
      [
        '19:23 path-escape: `paths.data_folder_prefix` is `C:\\train`, which holds a control character. In double quotes a backslash starts an escape: use single quotes, or forward slashes.',
      ],
    ],
    [
      'a word for a list of categories',
      changed('[Coat]', 'Coat'),
      ['25:12 wrong-type: `categories.aggregation.Coats` is the text `Coat`; write a list of texts.'],
    ],
    [
      'a group without categories',
      changed('[Coat]', '[]'),
      ['25:12 wrong-length: `categories.aggregation.Coats` has 0 entries; write a list of texts.'],
    ],
    [
      'a category that is no text',
      changed('[Coat]', '[Coat, 3]'),
      ['25:19 wrong-type: Entry 2 of `categories.aggregation.Coats` is 3, not a text; put it in quotes: "3".'],
    ],
    [
      'a group without name',
      changed('Coats:', '"":'),
      ['25:5 group-name: A group of categories has an empty name. Give it one, such as `Dresses: [Dress, Robe]`.'],
    ],
    [
      'no group',
      changed(/aggregation:[^_]*to_model/, 'aggregation: {}\n  to_model'),
      [
        '22:3 no-group: `aggregation` lists no group of categories. Write one a line, such as `Dresses: [Dress, Robe]`.',
      ],
    ],
    [
      'nothing to model',
      changed('[Dresses, Tops]', '[]'),
      ['26:13 wrong-length: `categories.to_model` has 0 entries; write a list of texts.'],
    ],
    [
      'a quality beyond JPEG',
      changed('categories:\n', 'crops: {quality: 101}\ncategories:\n'),
      ['21:18 out-of-range: `crops.quality` is 101; write a whole number from 1 to 100 (default 95).'],
    ],
    [
      'nothing at all',
      shown(''),
      [
        'undefined:undefined config-empty: The config is empty. It needs `paths` and `categories`; examples/deepfashion/dataset_config.yml shows a whole one.',
      ],
    ],
    [
      'a key twice',
      changed('to_model', 'to_model: [Tops]\n  to_model'),
      ['27:3 duplicate-key: `to_model` is written twice in `categories`, first on line 26. Keep one of the two.'],
    ],
  ])('names %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('says that a config.yml is not one, and a config.yml says so of it', () => {
    expect(shown(MINIMAL)).toEqual([
      'undefined:undefined config-kind: This is a config.yml, which describes a network and how it is trained: `multitask train` trains it and `multitask check` checks it. Here a dataset_config.yml is wanted, which describes how a dataset is prepared.',
    ]);
    expect(parseConfig(DATASET_CONFIG, FILE)).toMatchObject({
      config: undefined,
      findings: [{ code: 'config-kind', message: expect.stringContaining('`multitask prepare deepfashion` runs it') }],
    });
  });

  it('becomes findings or a config whatever is typed into it', () => {
    const shards = [
      '[',
      ']',
      '{',
      '}',
      ':',
      '- ',
      '*a',
      '&a ',
      '<<: ',
      '"',
      '\t',
      '\n',
      '\0',
      '__proto__: 1\n',
      '~',
      '3',
    ];
    const edit = fc.record({
      at: fc.nat(DATASET_CONFIG.length),
      remove: fc.nat(9),
      insert: fc.constantFrom(...shards),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const text = edits.reduce(
          (words, { at, remove, insert }) => words.slice(0, at) + insert + words.slice(at + remove),
          DATASET_CONFIG,
        );
        const { config, findings } = parseDatasetConfig(text, FILE);
        expect(config !== undefined).toBe(!findings.some(({ severity }) => severity === 'error'));
        if (config) expect(Object.keys(config.categories.aggregation).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('is recognized while it is being typed', () => {
    for (const text of [
      DATASET_CONFIG,
      `\uFEFF${DATASET_CONFIG.replaceAll('\n', '\r\n')}`,
      'paths:\n  train_files_path: [',
      'categories:\n  aggregation:',
      '{"categories": {"to_model": []}}',
    ]) {
      expect(looksLikeDatasetConfig(text)).toBe(true);
    }
    for (const text of ['', MINIMAL, 'categories: [a]\n', 'paths: {a: b}\n', '# categories:\n#  to_model:\n'])
      expect(looksLikeDatasetConfig(text)).toBe(false);
  });

  it('reads a missing file as a finding', async () => {
    expect(await readDatasetConfig('/nowhere/dataset_config.yml')).toMatchObject({
      config: undefined,
      findings: [{ code: 'config-missing' }],
    });
    expect(await readConfig('/nowhere/config.yml')).toMatchObject({ findings: [{ code: 'config-missing' }] });
  });
});

describe("the Python project's own dataset_config.yml", () => {
  const reference = fileURLToPath(
    new URL('../../../../shared/data/reference-project/dataset_config.yml', import.meta.url),
  );

  it('has no finding, byte for byte, beside a dataset that it describes', async () => {
    const text = existsSync(reference)
      ? readFileSync(reference, 'utf8')
      : DATASET_CONFIG.replaceAll(': data', ': "./data').replaceAll(/(?<="\.\/data.*)$/gm, '"');
    if (!existsSync(reference)) console.log('(not checked: the file itself, which is in ../shared)');
    const root = await mkdtemp(join(tmpdir(), 'multitask-reference-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const image = await photo();
    const files: [string, string | Buffer][] = [
      ['config/dataset_config.yml', text],
      ...Object.entries(annoFine(LISTING)).map(([name, list]): [string, string] => [`data/Anno_fine/${name}`, list]),
      ...Object.values(LISTING).flatMap((part) => part.map(({ file }): [string, Buffer] => [`data/${file}`, image])),
    ];
    for (const [path, content] of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    const { findings, garments, config } = await checkDatasetConfig({
      configFile: join(root, 'config/dataset_config.yml'),
      root,
    });
    expect(findings).toEqual([]);
    expect(garments).toHaveLength(6);
    expect(config?.categories.to_model).toEqual(['Dresses', 'Tops']);
    expect(
      Object.values(config?.categories.aggregation ?? {})
        .flat()
        .every((name) => CATEGORIES.includes(name)),
    ).toBe(true);
  });
});
