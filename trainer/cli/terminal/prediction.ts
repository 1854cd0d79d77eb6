import { escapeControls } from '../../../core/findings/words.ts';
import type { ClassifiedImage } from '../../../schemas/types/prediction.ts';
import { bar, type Colors } from './style.ts';
import { table } from './table.ts';

const BAR_WIDTH = 16;

/** An image's labels with bars, a block per task. */
export function predictionLines(prediction: ClassifiedImage, colors: Colors): string[] {
  const rows = prediction.tasks.flatMap(({ task, labels }) =>
    labels.map(({ label, probability }, rank) => [
      rank === 0 ? `  ${escapeControls(task)}` : '',
      colors.cyan(bar(probability, BAR_WIDTH)),
      probability.toFixed(2),
      rank === 0 ? colors.bold(escapeControls(label)) : escapeControls(label),
    ]),
  );
  const [, ...lines] = table([{ title: '' }, { title: '' }, { title: '' }, { title: '' }], rows, colors);
  return [prediction.image, ...lines];
}
