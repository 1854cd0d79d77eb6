import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { csvText } from '../../core/dataframe/csv-text.ts';
import { randomFor } from '../../core/random.ts';

/** The task columns, with their labels; an empty cell is none. */
const TASKS: Readonly<Record<string, readonly string[]>> = {
  print: ['plain', 'dotted', 'striped', 'floral', 'checked', ''],
  sleeves: ['long', 'short', 'none', 'three-quarter'],
  neckline: ['v-neck', 'round', 'crew', 'boat', 'collar', 'off-shoulder', ''],
  fit: ['tight', 'loose', 'regular'],
};

export const TASK_COLUMNS = Object.keys(TASKS);

/** The labels of a task column, as a config lists them. */
export const labelsOf = (column: string): string[] => (TASKS[column] ?? []).filter((label) => label !== '');

const BATCH = 1000;

/** The image of a row, counted from 0: a thousand in each folder. */
export const imageOf = (row: number): string =>
  `photos/2026/${String(Math.floor(row / BATCH)).padStart(3, '0')}/garment_${String(row).padStart(8, '0')}.jpg`;

/** A dataframe of eight columns as shops have them: paths, a quoted caption, prices, four tasks and a split; the same rows every time. */
export async function writeTable(file: string, rows: number): Promise<void> {
  const random = randomFor(1, 'table');
  const draw = (values: readonly string[]) => values[random.index(values.length)]!;
  const output = createWriteStream(file);
  output.write(csvText([['image', 'caption', 'price', ...TASK_COLUMNS, 'part']]));
  for (let start = 0; start < rows; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, rows - start) }, (_, i) => [
      imageOf(start + i),
      `garment no. ${start + i}, cotton, worn twice`,
      (random.index(20_000) / 100).toFixed(2),
      ...Object.values(TASKS).map(draw),
      draw(['train', 'train', 'train', 'val', 'test']),
    ]);
    if (!output.write(csvText(batch))) await once(output, 'drain');
  }
  output.end();
  await finished(output);
}
