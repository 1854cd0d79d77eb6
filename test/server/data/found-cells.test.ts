import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { UnsavedContent } from '../../../server/data/data-service.ts';
import { FoundCells } from '../../../server/data/found-cells.ts';
import { temporaryFolder } from '../../core/dataframe/csv-files.ts';

const folder = temporaryFolder();

it('cells are found where they are now, in the file or in the editor, and looked for once', async () => {
  const file = join(folder, 'a.csv');
  const unsaved = new Map<string, UnsavedContent>();
  const cells = new FoundCells(unsaved);
  const rowsWith = async (value: string) => {
    const [found = []] = await cells.find(file, [{ column: 'print', values: new Set([value]) }], { limit: 10 });
    return found.map(({ row }) => row);
  };
  writeFileSync(file, 'image,print\na,plain\nb,dots\n');
  expect([await rowsWith('dots'), await rowsWith('plain'), await rowsWith('none')]).toEqual([[2], [1], []]);

  const [first, second] = await Promise.all([
    cells.find(file, [{ column: 'print', rows: new Set([1]) }], {}),
    cells.find(file, [{ column: 'print', rows: new Set([1]) }], {}),
  ]);
  first?.[0]?.pop();
  expect(second?.[0]).toHaveLength(1);

  writeFileSync(file, 'image,print\na,dots\nb,dots\nc,dots\n');
  expect(await rowsWith('dots')).toEqual([1, 2, 3]);
  unsaved.set(file, { edition: 1, content: Buffer.from('image,print\na,none\nb,dots\n') });
  expect([await rowsWith('dots'), await rowsWith('none')]).toEqual([[2], [1]]);
  unsaved.set(file, { edition: 2, content: Buffer.from('image,print\na,dots\n') });
  expect(await rowsWith('dots')).toEqual([1]);
});
