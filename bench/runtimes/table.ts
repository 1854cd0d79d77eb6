import { bytes } from '../../core/words.ts';
import type { Figures } from './figures.ts';
import { titleOf } from './sides.ts';

const COLUMNS: readonly { readonly title: string; readonly text: (figures: Figures) => string }[] = [
  { title: 'steps/s', text: ({ stepsPerSecond }) => stepsPerSecond.toFixed(2) },
  { title: 'median', text: ({ median }) => milliseconds(median) },
  { title: 'min', text: ({ min }) => milliseconds(min) },
  { title: '× Keras', text: ({ toKeras }) => toKeras?.toFixed(2) ?? '–' },
  { title: '× PyTorch', text: ({ toPyTorch }) => toPyTorch?.toFixed(2) ?? '–' },
  { title: 'first step', text: ({ firstStep }) => milliseconds(firstStep) },
  { title: 'peak memory', text: ({ peakMemory }) => (peakMemory === undefined ? '–' : bytes(peakMemory)) },
];

/** A line for the columns and one for each side. */
export function tableOf(figures: readonly Figures[]): string[] {
  const lines = [
    ['', ...COLUMNS.map(({ title }) => title)],
    ...figures.map((row) => [titleOf(row.side), ...COLUMNS.map(({ text }) => text(row))]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  return lines.map((cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('   '),
  );
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
