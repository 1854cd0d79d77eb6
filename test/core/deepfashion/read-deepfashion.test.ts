import { describe, expect, it } from 'vitest';
import { readDeepFashion } from '../../../core/deepfashion/read-deepfashion.ts';
import { ATTRIBUTES, annoFine, type Changes, datasetConfig, LISTING, readChanged, withLine } from './anno-fine.ts';

describe('readDeepFashion', () => {
  it('makes a garment of each line, the parts in the order train, test, val', async () => {
    const { garments, categories, findings } = await readChanged();
    expect(findings).toEqual([]);
    expect(categories).toHaveLength(24);
    expect(garments.map(({ part, line }) => `${part} ${line}`)).toEqual([
      'train 1',
      'train 2',
      'train 3',
      'test 1',
      'test 2',
      'val 1',
    ]);
    expect(garments[1]).toEqual({
      file: 'img/Tee_B/img_1.jpg',
      category: 'Tee',
      box: [2, 3, 20, 25],
      attributes: ['striped', 'short_sleeve', 'mini', 'v_neck', 'denim', 'loose'],
      part: 'train',
      line: 2,
    });
  });

  it.each<[string, (text: string) => string | Buffer]>([
    ['CRLF line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['CR line ends', (text) => text.replaceAll('\n', '\r')],
    ['no line end at the end', (text) => text.trimEnd()],
    ['empty lines at the end', (text) => `${text}\n  \n\n`],
    ['tabs', (text) => text.replaceAll(' ', '\t')],
    ['several spaces, also around', (text) => text.replace(/^(?=.)/gm, '  ').replaceAll(/(?<=\S) (?=\S)/g, '   ')],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['UTF-16', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ])('reads lists with %s alike', async (_, change) => {
    const lists = Object.entries(annoFine(LISTING)).map(([name, text]) => [name, change(text)] as const);
    const changed = await readChanged(Object.fromEntries(lists));
    expect(changed.shown).toEqual([]);
    expect(changed.garments).toEqual((await readChanged()).garments);
  });

  it('reads names of several words', async () => {
    const { garments, findings } = await readChanged(withLine('list_attr_cloth.txt', 4, 'finely striped  1'));
    expect(findings).toEqual([]);
    expect(garments[1]?.attributes[0]).toBe('finely striped');
  });

  it('leaves a column empty where no attribute of its group is set, and shifts no other', async () => {
    const { garments, findings } = await readChanged(withLine('train_attr.txt', 2, '0 1 0 0 0 0 1 0 1 0 1 0 1'));
    expect(findings).toEqual([]);
    expect(garments[1]?.attributes).toEqual(['striped', null, 'mini', 'v_neck', 'denim', 'loose']);
  });

  it('stops at once when it is told to', async () => {
    const { root } = await readChanged();
    const place = { root, configFile: `${root}/dataset_config.yml` };
    const reading = readDeepFashion(datasetConfig(), place, { signal: AbortSignal.abort(new Error('enough')) });
    await expect(reading).rejects.toThrow('enough');
  });
});

const attributes = ATTRIBUTES.map((_, index) => Number([0, 1, 3, 4, 5, 7, 9, 11].includes(index))).join(' ');
const manyBoxes = annoFine({
  ...LISTING,
  train: Array.from({ length: 1200 }, (_, index) => ({
    file: `img/A/${index}.jpg`,
    category: 1,
    attributes: [0, 3, 5, 7, 9, 11],
    box: [9, 0, 3, 30],
  })),
});

describe('malformed lists are named by file and line', () => {
  it.each<[string, Changes, string[], number]>([
    [
      'a missing list',
      { 'train_cate.txt': undefined },
      [
        'dataset_config.yml error list-missing: `data/Anno_fine/train_cate.txt` does not exist. Put the list there, or correct `paths.train_categories_path`.',
      ],
      3,
    ],
    [
      'a misspelt list',
      { 'val.txt': undefined, 'vall.txt': 'img/Tank_E/img_1.jpg' },
      [
        'dataset_config.yml error list-missing: `data/Anno_fine/val.txt` does not exist. Did you mean `data/Anno_fine/vall.txt`?',
      ],
      5,
    ],
    ['an empty list', { 'val_cate.txt': '\n \n' }, ['dataset_config.yml error list-empty: val_cate.txt is empty.'], 5],
    [
      'a folder for a list',
      { 'val_cate.txt': undefined, 'data/Anno_fine/val_cate.txt/a.txt': '8' },
      [
        'dataset_config.yml error list-unreadable: `data/Anno_fine/val_cate.txt` is a folder. Name the list file itself.',
      ],
      5,
    ],
    [
      'an image for a list',
      { 'val_cate.txt': Buffer.from('ffd8ffe000104a46', 'hex') },
      [
        "dataset_config.yml error list-binary: val_cate.txt is a JPEG image, not a list. Unpack or copy the dataset's text file again.",
      ],
      5,
    ],
    [
      'bytes that are not UTF-8',
      { 'train.txt': Buffer.from('img/a.jpg\nimg/bl\u00fc.jpg\n', 'latin1') },
      [
        'Anno_fine/train.txt:2:1 error list-encoding: Line 2 of train.txt is not UTF-8 (byte 0xFC, which is ü in Latin-1). Save it as UTF-8.',
      ],
      4,
    ],
    [
      'a NUL character',
      { 'train_bbox.txt': '0 0 40 30\n2 3 20 25\n1 1\u0000 39 29\n' },
      [
        'Anno_fine/train_bbox.txt:3:1 error list-binary: Line 3 of train_bbox.txt holds a NUL character, which no text has: the file is damaged or no list.',
      ],
      5,
    ],
    [
      'an endless line',
      { 'train_bbox.txt': `0 0 40 30\n${'1 '.repeat(9000)}\n` },
      [
        'Anno_fine/train_bbox.txt:2:1 error list-too-large: Line 2 of train_bbox.txt has more than 16 384 characters, too many for a list. Is this another file?',
      ],
      3,
    ],
    [
      'a number that is not the number of lines',
      withLine('list_category_cloth.txt', 1, '25'),
      [
        'Anno_fine/list_category_cloth.txt:1:1 error list-count: list_category_cloth.txt says on line 1 that it has 25 categories, but 24 follow. A line too few or too many shifts the numbers of all after it: mend the list, or correct line 1.',
      ],
      0,
    ],
    [
      'no number of lines and no header',
      { 'list_attr_cloth.txt': ATTRIBUTES.map(([name, group]) => `${name} ${group}`).join('\n') },
      [
        "Anno_fine/list_attr_cloth.txt:1:1 error list-header: Line 1 of list_attr_cloth.txt should say how many attributes there are, as the dataset's list does; it is `floral 1`.",
        'Anno_fine/list_attr_cloth.txt:2:1 error list-header: Line 2 of list_attr_cloth.txt should be the header, such as `attribute_name  attribute_type`; it is `striped 1`, which would be skipped.',
      ],
      0,
    ],
    [
      'a name without a number',
      withLine('list_attr_cloth.txt', 4, 'striped'),
      [
        'Anno_fine/list_attr_cloth.txt:4:1 error list-row: Line 4 of list_attr_cloth.txt should be the name of an attribute and the number of its group; it is `striped`.',
      ],
      0,
    ],
    [
      'a name twice',
      withLine('list_category_cloth.txt', 5, 'Dress  3'),
      [
        'Anno_fine/list_category_cloth.txt:5:1 error list-name-twice: Line 5 of list_category_cloth.txt lists `Dress` again, first listed on line 3. Each category has one line.',
      ],
      0,
    ],
    [
      'the groups of Anno_coarse',
      { 'list_attr_cloth.txt': '5\nname type\na 1\nb 2\nc 3\nd 4\ne 5\n' },
      [
        'dataset_config.yml error attribute-groups: list_attr_cloth.txt puts its 5 attributes into the groups 1, 2, 3, 4 and 5; they should be 1 print, 2 sleeves, 3 length, 4 neckline, 5 fabric and 6 fit. This seems to be the list of Anno_coarse: name the one of Anno_fine.',
      ],
      0,
    ],
    [
      'lists of unequal length',
      withLine('train_attr.txt', 2, undefined),
      [
        'dataset_config.yml error list-lengths: train_attr.txt has 2 lines, but train.txt has 3 lines. Line n of both is about the same image, so their lengths must be equal: copy both from the dataset again.',
      ],
      5,
    ],
    [
      'an empty line between others',
      withLine('train_cate.txt', 2, ''),
      [
        "Anno_fine/train_cate.txt:2:1 error list-row: Line 2 of train_cate.txt is empty, while every line is about one image. Write what is missing, or take the same line out of the part's other lists.",
      ],
      5,
    ],
    [
      'a word for a number',
      withLine('test_cate.txt', 2, ' Coat'),
      [
        "Anno_fine/test_cate.txt:2:2 error list-row: Line 2 of test_cate.txt has `Coat`, which is no whole number; it should be one number, the category's place in the list of categories.",
      ],
      5,
    ],
    [
      'two numbers for one',
      withLine('test_cate.txt', 1, '3 4'),
      [
        "Anno_fine/test_cate.txt:1:1 error list-row: Line 1 of test_cate.txt has 2 numbers: 3 and 4; it should be one number, the category's place in the list of categories.",
      ],
      5,
    ],
    [
      'category 0, as from a list that counts from 0, and one too high',
      { 'train_cate.txt': '0\n6\n25\n' },
      [
        'Anno_fine/train_cate.txt:1:1 error category-number: Line 1 of train_cate.txt names category 0, but there are 24 categories, counted from 1.',
        'Anno_fine/train_cate.txt:3:1 error category-number: Line 3 of train_cate.txt names category 25, but there are 24 categories, counted from 1.',
      ],
      4,
    ],
    [
      'an attribute too few',
      withLine('train_attr.txt', 3, '0 0 1 1 0 0 1 1 0 0 1 1'),
      [
        'Anno_fine/train_attr.txt:3:1 error list-row: Line 3 of train_attr.txt has 12 numbers; it should be a 0 or 1 for each of the 13 attributes of the list.',
      ],
      5,
    ],
    [
      'the values of Anno_coarse',
      withLine('train_attr.txt', 3, '0 0 1 1 0 0 1 1 0 0 1 1 -1'),
      [
        'Anno_fine/train_attr.txt:3:25 error attribute-value: Line 3 of train_attr.txt has the value -1; an attribute is 0 or 1. Lists of Anno_coarse have -1: this should be the one of Anno_fine.',
      ],
      5,
    ],
    [
      'two attributes of one group, which stays empty',
      withLine('train_attr.txt', 1, attributes),
      [
        'Anno_fine/train_attr.txt:1:1 warning attribute-twice: Line 1 of train_attr.txt sets `floral` and `striped` as print, and `long_sleeve` and `short_sleeve` as sleeves, of which one at most can be true. Those cells stay empty (print and sleeves); the others are read.',
      ],
      6,
    ],
    [
      'commas between numbers',
      withLine('train_bbox.txt', 2, '2,3,20,25'),
      [
        'Anno_fine/train_bbox.txt:2:1 error list-row: Line 2 of train_bbox.txt has `2,3,20,25`, which is no whole number; it should be four numbers: left, top, right and bottom of the box. Between numbers stand spaces, not commas.',
      ],
      5,
    ],
    [
      'a box of three numbers',
      withLine('train_bbox.txt', 2, '2 3 20'),
      [
        'Anno_fine/train_bbox.txt:2:1 error list-row: Line 2 of train_bbox.txt has 3 numbers: 2, 3 and 20; it should be four numbers: left, top, right and bottom of the box.',
      ],
      5,
    ],
    [
      'a box with a fraction',
      withLine('train_bbox.txt', 2, '2 3.5 20 25'),
      [
        'Anno_fine/train_bbox.txt:2:3 error list-row: Line 2 of train_bbox.txt has `3.5`, which is no whole number; it should be four numbers: left, top, right and bottom of the box.',
      ],
      5,
    ],
    [
      'swapped corners, which are put in order',
      withLine('train_bbox.txt', 2, '20 3 2 25'),
      [
        'Anno_fine/train_bbox.txt:2:1 warning box-corners: Line 2 of train_bbox.txt has swapped corners: right, 2, lies left of left, 20. It is read as 2 3 20 25.',
      ],
      6,
    ],
    [
      'an empty box',
      withLine('train_bbox.txt', 2, '2 3 2 25'),
      [
        'Anno_fine/train_bbox.txt:2:1 warning box-empty: Line 2 of train_bbox.txt is a box of 0 × 22 pixels, which shows nothing. The garment is left out.',
      ],
      5,
    ],
    [
      'negative boxes, in part and wholly outside',
      { 'train_bbox.txt': '0 0 40 30\n-2 3 20 25\n-9 3 0 25\n' },
      [
        'Anno_fine/train_bbox.txt:2:1 warning box-outside: Line 2 of train_bbox.txt begins outside of its image, at -2 3. Only what lies inside is cropped.',
        'Anno_fine/train_bbox.txt:3:1 warning box-empty: Line 3 of train_bbox.txt is the box -9 3 0 25, which lies wholly outside of its image. The garment is left out.',
      ],
      5,
    ],
    [
      'paths that lead out of the dataset',
      { 'train.txt': '../secret/a.jpg\n/etc/a.jpg\nimg\\Tee\\a.jpg\n' },
      [
        'Anno_fine/train.txt:1:1 error image-path: Line 1 of train.txt is `../secret/a.jpg`, which leads out of its folder. Write the path below `data_folder_prefix`.',
        'Anno_fine/train.txt:2:1 error image-path: Line 2 of train.txt is `/etc/a.jpg`, which starts at the root. Write the path below `data_folder_prefix`.',
        'Anno_fine/train.txt:3:1 error image-path: Line 3 of train.txt is `img\\Tee\\a.jpg`, which has backslashes. Write slashes, as the dataset does.',
      ],
      3,
    ],
    [
      'a thousand lines with one fault, five of them and their number',
      manyBoxes,
      [
        ...[1, 2, 3, 4, 5].map(
          (line) =>
            `Anno_fine/train_bbox.txt:${line}:1 warning box-corners: Line ${line} of train_bbox.txt has swapped corners: right, 3, lies left of left, 9. It is read as 3 0 9 30.`,
        ),
        'Anno_fine/train_bbox.txt:6:1 warning box-corners: 1 195 more lines of train_bbox.txt have the same fault, up to line 1 200.',
      ],
      1203,
    ],
  ])('%s', async (_, changes, expected, garments) => {
    const read = await readChanged(changes);
    expect(read.shown).toEqual(expected);
    expect(read.garments).toHaveLength(garments);
  });

  it('does not read on after a thousand lines that cannot be read', async () => {
    const { shown } = await readChanged({ 'train_attr.txt': '-1\n'.repeat(300_000) });
    expect(shown).toHaveLength(6);
    expect(shown[5]).toBe(
      'Anno_fine/train_attr.txt:6:1 error list-row: 995 more lines of train_attr.txt have the same fault, up to line 1 000. What follows was not read.',
    );
  });

  it('reads boxes with swapped corners as their rectangle', async () => {
    const { garments } = await readChanged(withLine('train_bbox.txt', 2, '20 25 2 3'));
    expect(garments[1]?.box).toEqual([2, 3, 20, 25]);
  });

  it('says once that the folder of all lists is missing', async () => {
    const names = Object.keys(annoFine(LISTING));
    const { shown } = await readChanged(Object.fromEntries(names.map((name) => [name, undefined])));
    expect(shown).toEqual([
      'dataset_config.yml error list-missing: None of the 14 lists exists, for the folder `data/Anno_fine` is not there. Unpack the dataset there, or correct `paths`.',
    ]);
  });

  it('refuses a list of more than a million lines', async () => {
    const { shown } = await readChanged({ 'val_cate.txt': '1\n'.repeat(1_000_001) });
    expect(shown).toEqual([
      'dataset_config.yml error list-too-large: val_cate.txt has more than 1 000 000 lines, too many for a list of the dataset. Is this another file?',
    ]);
  });
});
