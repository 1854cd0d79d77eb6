import { escapeControls } from '../../../core/findings/words.ts';
import { count, counted, duration, score } from '../../../core/words.ts';
import type { Report, TaskReport, TaskScore } from '../../../schemas/types/report.ts';
import { type Colors, colorsFor } from './style.ts';
import { table } from './table.ts';

const MOST_LABELS_DRAWN = 12;
const MOST_WORST_IMAGES = 5;

/** The end of a run in words and tables: how good each task is on images it was not trained on, and where it errs. */
export function printReport(report: Report, stream: NodeJS.WriteStream): void {
  const colors = colorsFor(stream);
  const blocks = [
    scoreTable(report, colors),
    ...Object.entries(report.tasks).map(([task, scores]) => confusion(task, scores, colors)),
    worstImages(report, colors),
    facts(report),
  ];
  stream.write(
    `\n${blocks
      .filter((block) => block.length > 0)
      .map((block) => block.join('\n'))
      .join('\n\n')}\n`,
  );
}

function scoreTable(report: Report, colors: Colors): string[] {
  const parts = (['validation', 'test'] as const).filter((part) =>
    Object.values(report.tasks).some((task) => task[part]),
  );
  const columns = parts.flatMap((part) => [`${part} accuracy`, 'floor', 'macro-F1', 'rows']);
  const cells = (result: TaskScore | undefined) =>
    result === undefined
      ? ['', '', '', '']
      : [score(result.accuracy), score(result.majority), score(result.macro_f1), count(result.rows)];
  return table(
    [{ title: 'task' }, ...columns.map((title) => ({ title, align: 'right' as const }))],
    Object.entries(report.tasks).map(([task, scores]) => [task, ...parts.flatMap((part) => cells(scores[part]))]),
    colors,
  );
}

/** Confusion on the test rows where there are any, else on the validation rows. */
function confusion(task: string, { labels, validation, test }: TaskReport, colors: Colors): string[] {
  if (labels.length > MOST_LABELS_DRAWN) {
    return [`${task}: ${counted(labels.length, 'label')}; the confusion matrix is in report.json.`];
  }
  const part = test === undefined ? 'validation' : 'test';
  const matrix = (test ?? validation).confusion;
  const letters = labels.map((_, i) => String.fromCharCode(97 + i));
  const rows = labels.map((label, i) => [
    `${letters[i]} ${label}`,
    ...letters.map((_, j) => {
      const n = matrix[i]?.[j] ?? 0;
      if (n === 0) return colors.dim('·');
      return i === j ? colors.green(count(n)) : colors.yellow(count(n));
    }),
  ]);
  const right = letters.map((title) => ({ title, align: 'right' as const }));
  return [
    `${colors.bold(task)} ${colors.dim(`on ${part} rows: true label down, predicted across`)}`,
    ...table([{ title: '' }, ...right], rows, colors).map((line) => `  ${line}`),
  ];
}

function worstImages(report: Report, colors: Colors): string[] {
  const worst = report.worstImages.slice(0, MOST_WORST_IMAGES);
  if (worst.length === 0) return [];
  return [
    colors.bold('images it gets most wrong'),
    ...worst.map(
      ({ row, path, task, label, predicted, probability }) =>
        `  row ${count(row)}  ${escapeControls(path)}  ${task}: says ${predicted} (${probability.toFixed(2)}), the dataframe says ${label}`,
    ),
  ];
}

function facts(report: Report): string[] {
  const { epochs, bestEpoch, seconds, imagesPerSecond, runtime, badImages, modelPath } = report;
  return [
    `${counted(epochs, 'epoch')} in ${duration(seconds)}, best ${bestEpoch + 1}; ${count(imagesPerSecond)} training images/s on ${runtime.rung} (${runtime.device})`,
    ...(badImages.length > 0 ? [`${counted(badImages.length, 'image')} could not be read and took no part`] : []),
    ...(modelPath === undefined ? [] : [`model: ${modelPath}`]),
  ];
}
