import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkDatasetConfig } from '../../../core/dataset-config/check-dataset-config.ts';
import { cropPath, imagePath } from '../../../core/deepfashion/image-files.ts';
import {
  type Changes,
  DATASET_CONFIG,
  datasetConfig,
  datasetFolder,
  LISTING,
  type Listing,
  shownFinding,
  withLine,
} from '../deepfashion/anno-fine.ts';

async function check(changes: Changes = {}, listing: Listing = LISTING) {
  const root = await datasetFolder(changes, listing);
  return checkIn(root);
}

async function checkIn(root: string) {
  const checked = await checkDatasetConfig({ configFile: join(root, 'dataset_config.yml'), root });
  return { ...checked, shown: checked.findings.map((finding) => shownFinding(finding, root)) };
}

const withConfig = (from: string, to: string): Changes => ({ 'dataset_config.yml': DATASET_CONFIG.replace(from, to) });

describe('checkDatasetConfig', () => {
  it('has nothing to say about a sound dataset', async () => {
    const { shown, garments, config } = await check();
    expect(shown).toEqual([]);
    expect(garments).toHaveLength(6);
    expect(config?.categories.to_model).toEqual(['Dresses', 'Tops']);
  });

  it('checks the text that is newer than the file', async () => {
    const root = await datasetFolder();
    const text = DATASET_CONFIG.replace('[Dresses, Tops]', '[Dresses, Topps]');
    const { findings } = await checkDatasetConfig({ configFile: join(root, 'dataset_config.yml'), root, text });
    expect(findings).toMatchObject([{ code: 'unknown-group', suggestion: 'Tops' }]);
  });

  it('has neither config nor garments where the config has errors', async () => {
    const checked = await check(withConfig('[Dresses, Tops]', 'Tops'));
    expect(checked).toMatchObject({ config: undefined, garments: undefined, findings: [{ code: 'wrong-type' }] });
  });

  it('stops at once when it is told to', async () => {
    const root = await datasetFolder();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(checkDatasetConfig({ configFile: join(root, 'dataset_config.yml'), root, signal })).rejects.toThrow(
      'enough',
    );
  });

  it('points at the config for a list that is missing', async () => {
    expect((await check({ 'val_cate.txt': undefined })).shown).toEqual([
      'dataset_config.yml:13:24 error list-missing: `data/Anno_fine/val_cate.txt` does not exist. Put the list there, or correct `paths.val_categories_path`.',
    ]);
  });
});

const otherImage: Listing = {
  ...LISTING,
  val: [{ file: 'img/Dress_A/img_1.jpg', category: 8, attributes: [0, 4, 6, 8, 9, 12], box: [0, 0, 40, 30] }],
};
const sameCrop: Listing = {
  ...LISTING,
  val: [{ file: 'more/Dress_A/img_1.jpg', category: 8, attributes: [0, 4, 6, 8, 9, 12], box: [0, 0, 40, 30] }],
};

describe('the rules of a dataset', () => {
  it.each<[string, Changes, Listing, string[]]>([
    [
      'a category that no list has',
      withConfig('Tank, Blouse', 'Tankk, Blouse, Halter'),
      LISTING,
      [
        'dataset_config.yml:24:17 warning unknown-category: `Tankk` is not in list_category_cloth.txt. No garment has it. Did you mean `Tank`?',
        'dataset_config.yml:24:32 warning unknown-category: `Halter` is not in list_category_cloth.txt. No garment has it: correct or remove it.',
      ],
    ],
    [
      'a category in two groups',
      withConfig('[Coat]', '[Coat, Robe, Coat]'),
      LISTING,
      [
        'dataset_config.yml:25:19 error category-in-two-groups: `Robe` belongs to `Dresses` and to `Coats`. A garment has one group: keep one of the two.',
        'dataset_config.yml:25:25 warning category-in-two-groups: `Coat` is listed twice in `Coats`. Keep one of the two.',
      ],
    ],
    [
      'a group to model that is none',
      withConfig('[Dresses, Tops]', '[Dreses, Trousers, Tops]'),
      LISTING,
      [
        'dataset_config.yml:26:14 error unknown-group: `Dreses` is no group of `aggregation`. Did you mean `Dresses`?',
        'dataset_config.yml:26:22 error unknown-group: `Trousers` is no group of `aggregation`. Its groups are `Dresses`, `Tops` and `Coats`.',
      ],
    ],
    [
      'a group that no garment belongs to',
      withConfig('[Coat]\n  to_model: [Dresses', '[Anorak]\n  to_model: [Coats'),
      LISTING,
      [
        'dataset_config.yml:26:14 warning group-without-garments: No garment of the lists belongs to `Coats`. Correct its categories, or take it out of `to_model`.',
      ],
    ],
    [
      'no garment to model at all',
      withConfig('[Coat]\n  to_model: [Dresses, Tops]', '[Anorak]\n  to_model: [Coats]'),
      LISTING,
      [
        'dataset_config.yml:26:14 error group-without-garments: No garment of the lists belongs to `Coats`. Correct its categories, or take it out of `to_model`.',
      ],
    ],
    [
      'one image in two parts, with the same box',
      {},
      otherImage,
      [
        'dataset_config.yml:12:19 warning image-in-two-parts: 1 image is in more than one part: `img/Dress_A/img_1.jpg` (train line 1, val line 1). Validation and test look better than they are: take each out of all parts but one.',
      ],
    ],
    [
      'one image twice in a part that it should not be in at all',
      {},
      { ...otherImage, val: [...otherImage.val, ...otherImage.val] },
      [
        'dataset_config.yml:12:19 warning image-in-two-parts: 1 image is in more than one part: `img/Dress_A/img_1.jpg` (train line 1, val line 1). Validation and test look better than they are: take each out of all parts but one.',
      ],
    ],
    [
      'crops of two images under one name',
      {},
      sameCrop,
      [
        "dataset_config.yml:20:19 error crop-collision: 1 crop would be written over another garment's, since a crop is called by the last two parts of its image's path: `data/img_crop/Dress_A/img_1.jpg` (train line 1, val line 1). Leave one garment for each, or rename the images.",
      ],
    ],
    [
      'crops over the images',
      withConfig('cropped_folder: data/img_crop', 'cropped_folder: ./data/img/'),
      LISTING,
      [
        'dataset_config.yml:20:19 error crops-over-images: `./data/img/` is where the images are: the crop of `img/Tank_E/img_1.jpg` would be written over the image itself. Name another folder.',
      ],
    ],
    [
      'an ending that nothing is written as',
      withConfig('full.parquet', 'full.xlsx'),
      LISTING,
      [
        'dataset_config.yml:16:22 error output-path-format: `data/full.xlsx` ends neither in .parquet nor in .csv, so it is not known how to write it. Name it `data/full.parquet`, for example.',
      ],
    ],
    [
      'two dataframes in one file, and one over a list',
      {
        'dataset_config.yml': DATASET_CONFIG.replace('data/subset.parquet', 'data/full.parquet').replace(
          'data/Anno_fine/val_cate.txt',
          'data/processed.csv',
        ),
        'data/processed.csv': '8\n',
      },
      LISTING,
      [
        'dataset_config.yml:17:22 error output-path-twice: `paths.model_subset_path` and `paths.full_dataset_path` both name `data/full.parquet`. Give what is written a file of its own.',
        'dataset_config.yml:18:26 error output-path-twice: `paths.processed_subset_path` and `paths.val_categories_path` both name `data/processed.csv`. Give what is written a file of its own.',
      ],
    ],
    [
      'a folder in the place of a dataframe, a file in the place of the crops',
      { 'data/full.parquet/x.txt': '', 'data/img_crop': '' },
      LISTING,
      [
        'dataset_config.yml:16:22 error output-path-not-writable: `data/full.parquet` is a folder; preparing writes a file there. Choose another path, or move `<root>/data/full.parquet` away.',
        'dataset_config.yml:20:19 error output-path-not-writable: `data/img_crop` is a file; preparing writes a folder there. Choose another path, or move `<root>/data/img_crop` away.',
      ],
    ],
    [
      'images that are missing or none',
      { 'data/img/Tank_E/img_1.jpg': 'text', 'data/img/Dress_A/img_2.jpg': undefined },
      LISTING,
      [
        'dataset_config.yml:19:23 warning bad-image: 2 of the 4 images to model cannot be used: `img/Dress_A/img_2.jpg` (the file does not exist) and `img/Tank_E/img_1.jpg` (it is text, not an image; JPEG, PNG, WebP, GIF and TIFF images can be read). Their garments get no crop and are left out.',
      ],
    ],
    [
      'a prefix that leads nowhere',
      withConfig('data_folder_prefix: data', 'data_folder_prefix: ./dat'),
      LISTING,
      [
        'dataset_config.yml:19:23 error no-readable-image: None of the 4 images to model can be used; the first is `./dat/img/Dress_A/img_1.jpg`: the file does not exist. Put the images there, or correct `paths.data_folder_prefix`.',
      ],
    ],
    [
      'boxes that reach beyond the image, in part and wholly',
      { 'train_bbox.txt': '0 0 41 30\n2 30 20 35\n0 0 4000 3000\n' },
      LISTING,
      [
        'Anno_fine/train_bbox.txt:1:1 warning box-outside: Line 1 of train_bbox.txt is the box 0 0 41 30, which reaches outside of its image, 40 × 30 pixels. Only what lies inside is cropped.',
        'Anno_fine/train_bbox.txt:2:1 warning box-outside: Line 2 of train_bbox.txt is the box 2 30 20 35, which lies wholly outside of its image, 40 × 30 pixels. Nothing of it can be cropped.',
      ],
    ],
  ])('%s', async (_, changes, listing, expected) => {
    expect((await check(changes, listing)).shown).toEqual(expected);
  });

  it('counts what it does not list', async () => {
    const many: Listing = {
      ...LISTING,
      train: Array.from({ length: 20 }, (_, index) => ({
        file: `img/A/${index}.jpg`,
        category: 1,
        attributes: [0, 3, 5, 7, 9, 11],
        box: [0, 0, 50, 30],
      })),
    };
    const missing = Object.fromEntries(many.train.slice(0, 8).map(({ file }) => [`data/${file}`, undefined]));
    const { shown, findings } = await check(missing, many);
    expect(shown[0]).toMatch(
      / 8 of the 22 images .*`img\/A\/4\.jpg` \(the file does not exist\) and 3 more\. Their garm/,
    );
    expect(findings[0]?.related).toHaveLength(5);
    expect(shown).toHaveLength(7);
    expect(shown[6]).toBe(
      'Anno_fine/train_bbox.txt:14:1 warning box-outside: 7 more boxes reach outside of the image.',
    );
  });

  it('does not look at images that are not modelled', async () => {
    expect((await check({ 'data/img/Coat_D/img_1.jpg': undefined })).shown).toEqual([]);
  });

  it('says of no group that it has no garments while lists cannot be read', async () => {
    expect((await check(withLine('test_cate.txt', 1, 'x'))).shown).toEqual([
      expect.stringContaining('test_cate.txt:1:1 error list-row'),
    ]);
  });

  it('finds crops over images through a link', async () => {
    const root = await datasetFolder();
    await rename(join(root, 'data/img'), join(root, 'data/img_crop'));
    await symlink(join(root, 'data/img_crop'), join(root, 'data/img'));
    expect((await checkIn(root)).shown).toEqual([expect.stringContaining('error crops-over-images')]);
  });

  it('measures pictures of other sizes', async () => {
    const large = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#333' } })
      .png()
      .toBuffer();
    const root = await datasetFolder({
      'data/img/Dress_A/img_1.jpg': large,
      ...withLine('train_bbox.txt', 1, '10 10 300 201'),
    });
    await mkdir(join(root, 'out'));
    expect((await checkIn(root)).shown).toEqual([
      expect.stringContaining('is the box 10 10 300 201, which reaches outside of its image, 300 × 200 pixels.'),
    ]);
  });
});

describe('the paths of images and crops', () => {
  it.each([
    ['./data', './data/img_crop', 'img/Tee/1.jpg', './data/img/Tee/1.jpg', './data/img_crop/Tee/1.jpg'],
    ['/fashion', 'crops/', 'img/a/Tee/1.jpg', '/fashion/img/a/Tee/1.jpg', 'crops/Tee/1.jpg'],
    ['./data', '/', '1.jpg', './data/1.jpg', '/data/1.jpg'],
  ])(
    'with %s and %s, those of %s are written as the Python project writes them',
    (prefix, crops, file, image, crop) => {
      const { paths, ...rest } = datasetConfig();
      const config = { ...rest, paths: { ...paths, data_folder_prefix: prefix, cropped_folder: crops } };
      expect([imagePath(config, { file }), cropPath(config, { file })]).toEqual([image, crop]);
    },
  );
});
