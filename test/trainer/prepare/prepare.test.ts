import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { projectFolder } from '../../core/project-folder.ts';
import { CONFIG, dataset, lists, parquetRows, picture, prepare } from './dataset.ts';

const ATTRIBUTES = {
  sleeves: 'long_sleeve',
  length: 'no_dress',
  neckline: 'crew_neckline',
  fabric: 'cotton',
  fit: 'loose',
};

/** A small dataset with everything that lists may hold: other categories, a group without attribute, two garments in one image. */
async function smallDataset(): Promise<string> {
  return projectFolder({
    'dataset_config.yml': CONFIG,
    ...lists({
      train: [
        { file: 'img/A/1.png', box: '0 0 20 16' },
        { file: 'img/B/1.png', category: 3 },
        { file: 'img/B/2.png', category: 4, attributes: '0 0 1 1 1 1 1' },
      ],
      test: [{ file: 'img/A/2.png', category: 2, attributes: '0 1 1 1 1 1 1', box: '5 4 6 5' }],
      val: [{ file: 'img/C, "d"/1.png' }, { file: 'img/A/1.png', box: '0 0 20 16' }],
    }),
    'data/img/A/1.png': await picture(1),
    'data/img/A/2.png': await picture(2),
    'data/img/B/1.png': await picture(3),
    'data/img/B/2.png': await picture(4),
    'data/img/C, "d"/1.png': await picture(5),
  });
}

const pixels = (image: string | Buffer) => sharp(image).removeAlpha().raw().toBuffer();

describe('multitask prepare deepfashion', () => {
  it('writes the dataframes with the columns of the Python project, and split', async () => {
    const root = await smallDataset();
    const { code, stdout, stderr } = await prepare(root);
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);

    const row = (file: string, category: string, bbox: number[], print: string | null, split: string) => ({
      ...{ file: `./data/img/${file}`, category, bbox, print, ...ATTRIBUTES, split },
    });
    const full = [
      row('A/1.png', 'Tee', [0, 0, 20, 16], 'striped', 'train'),
      row('B/1.png', 'Jeans', [2, 3, 12, 11], 'striped', 'train'),
      row('B/2.png', 'Robe', [2, 3, 12, 11], null, 'train'),
      row('A/2.png', 'Dress', [5, 4, 6, 5], 'solid', 'test'),
      row('C, "d"/1.png', 'Tee', [2, 3, 12, 11], 'striped', 'val'),
      row('A/1.png', 'Tee', [0, 0, 20, 16], 'striped', 'val'),
    ];
    const written = await parquetRows(root, 'data/full_dataset.parquet');
    expect(written).toEqual(full);
    expect(Object.keys(written[0]!)).toEqual(Object.keys(full[0]!));

    const subset = await parquetRows(root, 'data/model_subset.parquet');
    const groups = ['Tops', 'Dresses', 'Dresses', 'Tops', 'Tops'];
    const modelled = full.filter(({ category }) => category !== 'Jeans');
    expect(subset).toEqual(modelled.map((each, i) => ({ ...each, top_level_category: groups[i] })));
    expect(Object.keys(subset[0]!).slice(-3)).toEqual(['fit', 'top_level_category', 'split']);

    expect(await readFile(join(root, 'out/processed_subset.csv'), 'utf8')).toBe(
      [
        'file,category,print,sleeves,length,neckline,fabric,fit,top_level_category,processed_path,split',
        './data/img/A/1.png,Tee,striped,long_sleeve,no_dress,crew_neckline,cotton,loose,Tops,./data/img_crop/A/1.png,train',
        './data/img/B/2.png,Robe,,long_sleeve,no_dress,crew_neckline,cotton,loose,Dresses,./data/img_crop/B/2.png,train',
        './data/img/A/2.png,Dress,solid,long_sleeve,no_dress,crew_neckline,cotton,loose,Dresses,./data/img_crop/A/2.png,test',
        '"./data/img/C, ""d""/1.png",Tee,striped,long_sleeve,no_dress,crew_neckline,cotton,loose,Tops,"./data/img_crop/C, ""d""/1.png",val',
        './data/img/A/1.png,Tee,striped,long_sleeve,no_dress,crew_neckline,cotton,loose,Tops,./data/img_crop/A/1.png,val',
        '',
      ].join('\n'),
    );
    expect(stdout.split('\n')).toEqual([
      '✓ 4 crops in ./data/img_crop',
      '✓ ./data/full_dataset.parquet: 6 rows',
      '✓ ./data/model_subset.parquet: 5 rows',
      '✓ ./out/processed_subset.csv: 5 rows',
      '  2 train, 1 test, 2 val',
      'Next: multitask check config.yml',
      '',
    ]);
  });

  it('crops exactly the pixels of the box, and leaves nothing half done', async () => {
    const root = await smallDataset();
    await prepare(root);
    const crop = (name: string) => pixels(join(root, 'data/img_crop', name));
    expect((await crop('A/1.png')).equals(await pixels(await picture(1)))).toBe(true);
    const inside = sharp(await picture(4)).extract({ left: 2, top: 3, width: 10, height: 8 });
    expect((await crop('B/2.png')).equals(await inside.removeAlpha().raw().toBuffer())).toBe(true);
    expect(await crop('A/2.png')).toHaveLength(3);
    expect((await readdir(join(root, 'data/img_crop'))).sort()).toEqual([
      '.multitask-crops.ndjson',
      'A',
      'B',
      'C, "d"',
    ]);
    expect((await readdir(join(root, 'data/img_crop/A'))).sort()).toEqual(['1.png', '2.png']);
  });

  it('names what it leaves out and what it clips', async () => {
    const whole = await picture(2);
    const root = await dataset(6, {
      'data/img/Garment_0/img_00000001.png': whole.subarray(0, whole.length - 300),
      'data/img/Garment_3/img_00000001.png': 'no image',
      'data/Anno_fine/test_bbox.txt': '12 10 25 20\n',
    });
    const { code, stdout } = await prepare(root);
    expect(code).toBe(0);
    expect(stdout).toContain('✓ ./out/processed_subset.csv: 4 rows\n');
    expect(stdout).toContain(
      '1 box reached beyond the image and was cut there; the first: ./data/Anno_fine/test_bbox.txt:1\n',
    );
    expect(stdout).toContain('2 garments left out, since there is no crop of them:\n');
    expect(stdout).toContain(
      '  ./data/Anno_fine/train.txt:1  img/Garment_0/img_00000001.png: the image data is cut off or damaged',
    );
    expect(stdout).toContain('  ./data/Anno_fine/val.txt:1  img/Garment_3/img_00000001.png: it is text, not an image');
    const clipped = await sharp(join(root, 'data/img_crop/Garment_2/img_00000001.png')).metadata();
    expect([clipped.width, clipped.height]).toEqual([8, 6]);

    const again = JSON.parse((await prepare(root, '--json')).stdout);
    expect(again).toMatchObject({
      v: 1,
      crops: { made: 0, kept: 4 },
      parts: { train: 3, test: 1, val: 0 },
      left_out: [
        { part: 'train', line: 1 },
        { part: 'val', line: 1, file: 'img/Garment_3/img_00000001.png' },
      ],
      clipped: [{ part: 'test', line: 1, file: 'img/Garment_2/img_00000001.png' }],
    });
  });

  it('does nothing where the check finds errors, and says them as the check does', async () => {
    const root = await dataset(4, { 'data/Anno_fine/train_cate.txt': '1\n9\n' });
    const { code, stdout, stderr } = await prepare(root);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^data\/Anno_fine\/train_cate\.txt:2:1 {2}error {2}/);
    expect(stderr).toMatch(/Nothing was prepared: 1 error\.\n$/);
    expect(existsSync(join(root, 'data/full_dataset.parquet'))).toBe(false);
  });

  it('writes no dataframe for training where no garment could be cropped', async () => {
    const half = (await picture(1)).subarray(0, 500);
    const files = Object.fromEntries([0, 1, 2, 3].map((i) => [`data/img/Garment_${i}/img_00000001.png`, half]));
    const root = await dataset(4, files);
    const { code, stderr } = await prepare(root);
    expect(code).toBe(1);
    expect(stderr).toContain('Not one garment could be cropped, so the dataframe for training was not written.');
    expect(existsSync(join(root, 'out/processed_subset.csv'))).toBe(false);
  });
});

const REFERENCE = join(import.meta.dirname, '../../../../shared/data/reference-project/dataset_config.yml');
const note = existsSync(REFERENCE) ? '' : ' (not checked: ../shared with its files is absent)';
test(`the Python project's own dataset_config.yml prepares a dataset, byte for byte${note}`, async () => {
  if (!existsSync(REFERENCE)) return;
  const names =
    /\b(Anorak|Blazer|Blouse|Bomber|Button-Down|Coat|Dress|Flannel|Henley|Hoodie|Jacket|Jersey|Jumpsuit|Kaftan|Onesie|Peacoat|Robe|Romper|Sweater|Tank|Tee|Top|Turtleneck)\b/g;
  const config = await readFile(REFERENCE);
  const categories = [...new Set(config.toString().match(names))];
  const list = [categories.length, 'category_name  category_type', ...categories.map((name) => `${name}  1`), ''];
  const root = await dataset(8, {
    'dataset_config.yml': config,
    'data/Anno_fine/list_category_cloth.txt': list.join('\n'),
    'data/Anno_fine/train_cate.txt': `${['Dress', 'Tee', 'Coat', 'Robe'].map((name) => `${categories.indexOf(name) + 1}\n`).join('')}`,
  });
  const { code, stderr } = await prepare(root);
  expect(code, stderr).toBe(0);
  const csv = (await readFile(join(root, 'data/processed_subset.csv'), 'utf8')).split('\n');
  expect(csv.slice(0, 4)).toEqual([
    'file,category,print,sleeves,length,neckline,fabric,fit,top_level_category,processed_path,split',
    ...[
      ['0', 'Dress', 'Dresses'],
      ['1', 'Tee', 'Tops'],
      ['5', 'Robe', 'Dresses'],
    ].map(
      ([i, category, group]) =>
        `./data/img/Garment_${i}/img_00000001.png,${category},striped,long_sleeve,no_dress,crew_neckline,cotton,loose,${group},./data/img_crop/Garment_${i}/img_00000001.png,train`,
    ),
  ]);
});
