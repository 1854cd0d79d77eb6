import { expect, test } from 'vitest';
import { cellAt } from '../../../core/dataframe/cell-at.ts';

const content = 'image,"a\nb",print\r\na😀.jpg,"x\ry",dots\n';

test.each([
  [1, 1, 0, 'image', 'image'],
  [1, 6, 0, 'image', 'image'],
  [1, 7, 0, 'a\nb', 'a\nb'],
  [2, 2, 0, 'a\nb', 'a\nb'],
  [3, 5, 1, 'image', 'a😀.jpg'],
  [3, 9, 1, 'a\nb', 'x\ry'],
  [4, 4, 1, 'print', 'dots'],
  [4, 8, 1, 'print', 'dots'],
])('line %d, column %d is in row %d, column %j: %j', async (line, column, row, name, text) => {
  expect(await cellAt('rows.csv', { line, column }, { content })).toMatchObject({ row, column: name, text });
});

test('no cell is below the last row, or in a ragged one', async () => {
  expect(await cellAt('rows.csv', { line: 5, column: 1 }, { content })).toBeUndefined();
  expect(await cellAt('rows.csv', { line: 2, column: 1 }, { content: 'a,b\nragged\nx,y\n' })).toBeUndefined();
});
