import { describe, expect, test } from 'vitest';
import { classParts, seemCombined } from '../../../core/init/class-parts.ts';
import { folderLayout } from '../../../core/init/folder-layout.ts';
import { listImages } from '../../../core/init/list-images.ts';

describe('folderLayout', () => {
  test('takes the class from the folder', () => {
    expect(folderLayout(['cats/1.jpg', 'dogs/1.jpg', 'dogs/2.jpg'])).toEqual({
      base: [],
      images: [
        { path: 'cats/1.jpg', className: 'cats' },
        { path: 'dogs/1.jpg', className: 'dogs' },
        { path: 'dogs/2.jpg', className: 'dogs' },
      ],
      loose: 0,
      deeper: 0,
    });
  });

  test('goes down to where folders differ', () => {
    const { base, images } = folderLayout(['data/img/cats/1.jpg', 'data/img/dogs/1.jpg']);
    expect(base).toEqual(['data', 'img']);
    expect(images.map(({ className }) => className)).toEqual(['cats', 'dogs']);
  });

  test('knows train, val and test, also by their other names', () => {
    const { images } = folderLayout(['Training/cats/1.jpg', 'valid/dogs/1.jpg', 'test/dogs/2.jpg']);
    expect(images.map(({ className, part }) => `${className} ${part}`)).toEqual([
      'cats train',
      'dogs val',
      'dogs test',
    ]);
  });

  test('takes folders called test for a class where there is no train, or other classes beside it', () => {
    expect(folderLayout(['test/1.jpg', 'val/1.jpg']).images.map(({ className }) => className)).toEqual(['test', 'val']);
    expect(folderLayout(['train/1.jpg', 'ship/1.jpg']).images.map(({ className }) => className)).toEqual([
      'train',
      'ship',
    ]);
  });

  test('counts images that no folder explains, and those that lie deeper', () => {
    expect(folderLayout(['1.jpg', 'cats/1.jpg', 'cats/old/2.jpg'])).toMatchObject({
      loose: 1,
      deeper: 1,
      images: [{ className: 'cats' }, { className: 'cats' }],
    });
    expect(folderLayout([])).toEqual({ base: [], images: [], loose: 0, deeper: 0 });
  });
});

describe('listImages', () => {
  test('names the folder that cannot be read', async () => {
    await expect(listImages(import.meta.filename)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('folders.test.ts` cannot be read: '),
    });
  });
});

describe('classParts', () => {
  const partsOf = (names: readonly string[], separator = '_', tasks?: number) => {
    const result = classParts(names, separator, tasks);
    return 'problem' in result ? result.problem.replaceAll('\u00a0', ' ') : Object.fromEntries(result.parts);
  };

  test('takes no name for one that leaves out a label', () => {
    const names = ['plain_', 'dots_', 'plain_long', 'dots_long'];
    expect(seemCombined(names, '_')).toBe(false);
    expect(partsOf(names)).toBe(
      'The folder name `plain_` has nothing where other names have a label beside `_`. Rename the folder, or give another --separator.',
    );
    expect(partsOf(['_a', '_b'])).toContain('hold 1 label each');
  });

  test('gives a label per position', () => {
    expect(partsOf(['striped_long', 'solid_short'])).toEqual({
      striped_long: ['striped', 'long'],
      solid_short: ['solid', 'short'],
    });
    expect(partsOf(['red--a_b', 'blue--c'], '--')).toEqual({ 'red--a_b': ['red', 'a_b'], 'blue--c': ['blue', 'c'] });
  });

  test('keeps what all names share with the label beside it', () => {
    expect(partsOf(['striped_long_sleeve', 'solid_short_sleeve'])).toEqual({
      striped_long_sleeve: ['striped', 'long_sleeve'],
      solid_short_sleeve: ['solid', 'short_sleeve'],
    });
    expect(partsOf(['the_red_a', 'the_blue_b'])).toEqual({
      the_red_a: ['the_red', 'a'],
      the_blue_b: ['the_blue', 'b'],
    });
  });

  test('says which names do not fit, and what to do', () => {
    expect(partsOf(['striped_long', 'solid_very_long'])).toBe(
      'The folder names have different numbers of parts between `_`: `striped_long` has 2 parts, `solid_very_long` has 3. Labels that hold the separator themselves cannot be told apart: rename the folders with another one, such as `striped__long_sleeve`, and give --separator __.',
    );
    expect(partsOf(['cats', 'dogs'])).toContain('hold 1 label each');
    expect(partsOf(['a_b', 'c_d'], '_', 3)).toContain('2 labels each between `_`, but 3 tasks are named');
  });
});

test.each([
  [['striped_long', 'striped_short', 'solid_long', 'solid_short'], true],
  [['cat_black', 'cat_white', 'dog_black'], true],
  [['striped_long_sleeve', 'striped_short_sleeve', 'solid_short_sleeve'], true],
  [['t_shirt', 'v_neck'], false],
  [['long_sleeve', 'short_sleeve', 'no_sleeve'], false],
  [['cats', 'dogs'], false],
  [['a_b', 'c'], false],
])('%j seem to be combined: %s', (names, expected) => {
  expect(seemCombined(names, '_')).toBe(expected);
});
