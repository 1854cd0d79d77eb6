import { escapeControls, sentenceList } from '../../../core/findings/words.ts';
import type { RunState } from '../../../core/run-state/run-state.ts';
import { count, counted, duration, rate, score } from '../../../core/words.ts';
import type { EpochEnded, RunEvent, RunStarted } from '../../../schemas/types/run-event.ts';
import { phaseTitle } from './live-block.ts';
import type { Colors } from './style.ts';

const MOST_BAD_IMAGES_NAMED = 5;

/** The lines that an event leaves behind for good, above the live block. */
export function lastingLines(event: RunEvent, before: RunState, after: RunState, colors: Colors): string[] {
  switch (event.type) {
    case 'run-started':
      return introduction(event, colors);
    case 'phase':
      return before.phase?.phase === event.phase || event.phase === 'validation' || event.done >= event.total
        ? []
        : [colors.dim(phaseTitle(event))];
    case 'bad-image':
      return badImage(event.row, event.path, event.reason, after.badImages, colors);
    case 'epoch-ended':
      return [epochLine(event, after, colors)];
    case 'learning-rate-reduced':
      return [`  learning rate ${rate(event.from)} → ${rate(event.to)}: the validation loss has stopped falling`];
    case 'log':
      return [event.level === 'info' ? event.message : colors.yellow(event.message)];
    case 'run-ended':
      return [event.status === 'failed' ? colors.red(event.reason) : event.reason];
    case 'epoch-started':
    case 'step':
    case 'checkpoint-saved':
      return [];
  }
}

function introduction(event: RunStarted, colors: Colors): string[] {
  const { runtime, images, parameters } = event;
  const parts = [
    `${count(images.train)} images to train on`,
    `${count(images.validation)} to validate`,
    ...(images.test > 0 ? [`${count(images.test)} to test`] : []),
  ];
  return [
    `${colors.bold(`run ${event.run}`)} · ${runtime.rung} (${runtime.device})`,
    ...notTaken(event, colors),
    `  ${parts.join(', ')} · ${counted(event.tasks.length, 'task')} · ${count(parameters.trainable)} of ${count(parameters.total)} parameters learn`,
    ...(event.firstEpoch > 0 ? [`  resumed after epoch ${event.firstEpoch}`] : []),
  ];
}

/** One line per reason: the fastest rungs usually share one. */
function notTaken({ runtime }: RunStarted, colors: Colors): string[] {
  const reasons = [...new Set(runtime.notTaken.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const rungs = runtime.notTaken.filter((rung) => rung.reason === reason).map(({ rung }) => rung);
    return colors.dim(`  not ${sentenceList(rungs, 'or')}: ${reason}`);
  });
}

function badImage(row: number, path: string, reason: string, soFar: number, colors: Colors): string[] {
  if (soFar > MOST_BAD_IMAGES_NAMED + 1) return [];
  if (soFar === MOST_BAD_IMAGES_NAMED + 1)
    return [colors.yellow('  more images cannot be read; the report names all of them')];
  return [colors.yellow(`  row ${count(row)}: ${escapeControls(path)}: ${escapeControls(reason)}`)];
}

function epochLine(event: EpochEnded, state: RunState, colors: Colors): string {
  const epochs = state.started?.epochs ?? 0;
  const number = `${event.epoch + 1}`.padStart(`${epochs}`.length);
  const tasks = Object.entries(event.validation.tasks).map(([task, { accuracy }]) => `${task} ${score(accuracy)}`);
  const losses = `loss ${score(event.train.loss)}  val ${score(event.validation.loss)}`;
  const mark = event.best ? colors.green(' ★') : '';
  return `epoch ${number}  ${losses}  ${colors.dim('val accuracy')} ${tasks.join('  ')}  ${colors.dim(duration(event.seconds))}${mark}`;
}
