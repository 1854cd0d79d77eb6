import { isAbsolute, relative, sep } from 'node:path';
import { createColors } from 'picocolors';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import { escapeControls, quote } from './words.ts';

export interface FindingFormat {
  /** Folder that paths are shown relative to. */
  readonly root: string;
  /** Whether the reader's terminal shows colours. */
  readonly colors: boolean;
}

/**
 * A finding for a terminal: `config.yml:12:5  error  message  (code)`, then one indented line per related place, and one for the suggestion
 * unless the message names it already.
 */
export function formatFinding(finding: Finding, { root, colors }: FindingFormat): string {
  const paint = createColors(colors);
  const severity = { error: paint.red, warning: paint.yellow, info: paint.blue }[finding.severity](finding.severity);
  const lines = [
    `${paint.bold(formatLocation(finding.location, root))}  ${severity}  ${escapeControls(finding.message)}  ${paint.dim(`(${finding.code})`)}`,
  ];
  if (finding.suggestion !== undefined && !finding.message.includes(finding.suggestion)) {
    lines.push(`    Did you mean ${quote(finding.suggestion)}?`);
  }
  for (const related of finding.related ?? []) {
    lines.push(paint.dim(`    ${relatedPlace(related.location, root)}  ${escapeControls(related.message)}`));
  }
  return lines.join('\n');
}

/** Messages about rows name them. */
const relatedPlace = ({ row: _, ...location }: Location, root: string): string => formatLocation(location, root);

/** `data.csv:13:1`, or `data.parquet: row 12` where only the row is known; relative to the root where the file lies within it. */
export function formatLocation({ file, range, row }: Location, root: string): string {
  const path = escapeControls(pathFrom(root, file));
  if (range) return `${path}:${range.start.line}:${range.start.column}`;
  return row === undefined ? path : `${path}: row ${row}`;
}

/** The path relative to the root if it lies within it, else as it is. */
export function pathFrom(root: string, file: string): string {
  const inside = relative(root, file);
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? file : inside;
}
