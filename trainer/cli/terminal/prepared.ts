import type { Garment } from '../../../core/deepfashion/deepfashion.ts';
import { escapeControls } from '../../../core/findings/words.ts';
import { count, counted } from '../../../core/words.ts';
import type { DatasetConfig } from '../../../schemas/types/dataset-config.ts';
import type { Prepared } from '../../prepare/prepare-deepfashion.ts';
import type { Colors } from './style.ts';

/** So many garments that were left out are listed; the rest are counted. */
const LISTED = 10;

/** What was prepared, and what to do next. */
export function preparedLines(prepared: Prepared, { paths }: DatasetConfig, colors: Colors): string[] {
  const { written, crops, parts, leftOut, clipped } = prepared;
  const rows = Object.entries(parts).map(([part, n]) => `${count(n)} ${part}`);
  const kept = crops.kept > 0 ? `, ${count(crops.kept)} of them there already` : '';
  const listOf = (garment: Garment, kind: 'files' | 'bboxes') =>
    `${paths[`${garment.part}_${kind}_path`]}:${garment.line}`;
  const lines = [
    `${colors.green('✓')} ${counted(crops.made + crops.kept, 'crop')} in ${paths.cropped_folder}${kept}`,
    ...written.map(({ path, rows: n }) => `${colors.green('✓')} ${path}: ${counted(n, 'row')}`),
    `  ${rows.join(', ')}`,
  ];
  if (clipped.length > 0) {
    const first = listOf(clipped[0]!, 'bboxes');
    lines.push(
      `${counted(clipped.length, 'box', 'boxes')} reached beyond the image and ${clipped.length === 1 ? 'was' : 'were'} cut there; the first: ${first}`,
    );
  }
  if (leftOut.length > 0) {
    lines.push(
      `${colors.yellow(counted(leftOut.length, 'garment'))} left out, since there is no crop of ${leftOut.length === 1 ? 'it' : 'them'}:`,
    );
    for (const { garment, reason } of leftOut.slice(0, LISTED)) {
      lines.push(`  ${listOf(garment, 'files')}  ${escapeControls(garment.file)}: ${reason}`);
    }
    if (leftOut.length > LISTED) lines.push(`  and ${count(leftOut.length - LISTED)} more; --json lists all`);
  }
  return [...lines, 'Next: multitask check config.yml'];
}

/** The same for programs: everything, in one object. */
export function preparedAsJson({ written, crops, parts, leftOut, clipped }: Prepared) {
  const place = ({ part, line, file }: Garment) => ({ part, line, file });
  return {
    v: 1,
    written,
    crops,
    parts,
    left_out: leftOut.map(({ garment, reason }) => ({ ...place(garment), reason })),
    clipped: clipped.map(place),
  };
}
