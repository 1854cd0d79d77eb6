import stringWidth from 'string-width';
import type { Column } from '../dataframe/dataframe.ts';
import { escapeControls } from '../findings/words.ts';
import { count } from '../words.ts';

const WIDEST_BAR = 20;
const LONGEST_LABEL = 32;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A line of a bar chart in text. */
export interface Bar {
  readonly label: string;
  readonly rows: number;
}

/** Bars of text, in columns: label, bar, rows, share of all rows. */
export function barChart(bars: readonly Bar[], total: number): string {
  const most = Math.max(1, ...bars.map(({ rows }) => rows));
  const labels = bars.map(({ label }) => cut(escapeControls(label)));
  const width = Math.max(...labels.map((label) => stringWidth(label)));
  const counts = bars.map(({ rows }) => count(rows));
  const countWidth = Math.max(...counts.map((text) => text.length));
  return bars
    .map(({ rows }, index) => {
      const label = labels[index] as string;
      const bar = barOf((rows / most) * WIDEST_BAR).padEnd(WIDEST_BAR);
      const rowsText = (counts[index] as string).padStart(countWidth);
      return `${label}${' '.repeat(width - stringWidth(label))}  ${bar}  ${rowsText}  ${share(rows, total).padStart(6)}`;
    })
    .join('\n');
}

/** 0.458 of 1 → "45.8 %". */
export function share(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)}\u00a0%`;
}

/** How many rows have a value. */
export function rowsWithValue(column: Column, value: string): number {
  return column.values.get(value)?.count ?? 0;
}

function barOf(length: number): string {
  const eighths = Math.round(length * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

function cut(label: string): string {
  const letters = [...label];
  return letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join('')}…` : label;
}
