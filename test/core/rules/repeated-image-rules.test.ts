import { describe, expect, it } from 'vitest';
import { conflictingRows } from '../../../core/rules/conflicting-rows.ts';
import { imageOnBothSides } from '../../../core/rules/image-on-both-sides.ts';
import { withModel } from '../config/configs.ts';
import { CSV, findings, messages } from './projects.ts';

const row = (image: string, sleeves = 'long', print = 'solid') => ({ image, sleeves, print });

describe('conflicting-rows', () => {
  it('names, task by task, the images whose rows disagree', () => {
    const rows = [row('a.jpg'), row('b.jpg'), row('a.jpg', 'short'), row('a.jpg', 'long'), row('b.jpg')];
    expect(findings(conflictingRows, { rows })).toMatchObject([
      {
        message:
          '1 image has several rows that disagree on `sleeves`: `a.jpg` (row 1 says `long` and row 3 says `short`). Keep the right one of them, or leave the cell empty.',
        location: { range: { start: { line: 9, column: 5 } } },
        related: [
          { message: 'row 1: `long`', location: { file: CSV, row: 1 } },
          { message: 'row 3: `short`', location: { file: CSV, row: 3 } },
        ],
      },
    ]);
  });

  it('is content with rows that agree or complete each other', () => {
    expect(findings(conflictingRows)).toEqual([]);
    expect(findings(conflictingRows, { rows: [row('a.jpg', 'long', ''), row('a.jpg', '', 'solid')] })).toEqual([]);
  });

  it('calls an image as the first of the rows that it names does', () => {
    const rows = [row('./a.jpg', ''), row('b/../a.jpg'), row('a.jpg', 'short')];
    expect(messages(conflictingRows, { rows })).toEqual([
      expect.stringContaining(': `b/../a.jpg` (row 2 says `long` and row 3 says `short`). '),
    ]);
  });

  it('shows three images of many, in the order of their first rows', () => {
    const images = ['d', 'c', 'b', 'a', 'e'];
    const rows = [...images.map((name) => row(name)), ...images.toReversed().map((name) => row(name, 'short'))];
    const [finding] = findings(conflictingRows, { rows });
    expect(finding?.message).toMatch(/^5 images have .*`d` \(.*`c` \(.*`b` \(.* and 2 more\. /);
    expect(finding?.related).toHaveLength(6);
  });
});

describe('image-on-both-sides', () => {
  const rows = [row('a.jpg'), row('b.jpg'), row('b.jpg'), row('c.jpg'), row('a.jpg'), row('a.jpg'), row('b.jpg')];

  it('names the images that training has too, part by part', () => {
    expect(findings(imageOnBothSides, { rows, validation: 3, test: 1 })).toMatchObject([
      {
        message:
          '1 image is in a training row and in a validation row: `a.jpg` (rows 1 and 5). The network knows it already, so the validation looks better than it is. Keep one row of each image, or say with `split_method: column` which rows validate.',
        location: { range: { start: { line: 7, column: 10 } } },
        related: [{ location: { file: CSV, row: 1 } }, { location: { row: 5 } }],
      },
      { message: expect.stringMatching(/^1 image is in a training row and in a test row: `b\.jpg` \(rows 2 and 7\)/) },
    ]);
  });

  it('calls an image as each of the rows does', () => {
    const [finding] = findings(imageOnBothSides, { rows: [row('./a.jpg'), row('a.jpg')], validation: 1 });
    expect(finding?.message).toContain(': `a.jpg` (rows 1 and 2). ');
    expect(finding?.related?.map(({ message }) => message)).toEqual(['row 1: `./a.jpg`', 'row 2: `a.jpg`']);
  });

  it('has other advice where a column decides', () => {
    const config = withModel('split_method: column', 'split_column: part');
    const [finding] = findings(imageOnBothSides, { rows, validation: 3, config });
    expect(finding?.message).toMatch(
      /^2 images are .* knows them already, .* Give all rows of an image the same part\.$/,
    );
    expect(finding?.location.range?.start.line).toBe(12);
  });

  it('is content with rows of one image on the same side, and with no split', () => {
    expect(messages(imageOnBothSides, { rows: rows.slice(0, 4), validation: 1 })).toEqual([]);
    expect(messages(imageOnBothSides)).toEqual([]);
  });
});
