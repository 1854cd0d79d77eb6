import { escapeControls, sentenceList } from '../../../core/findings/words.ts';
import type { RunState } from '../../../core/run-state/run-state.ts';
import { count, counted, duration, rate, score } from '../../../core/words.ts';
import type { EpochEnded, RunEvent, RunStarted } from '../../../schemas/types/run-event.ts';
import { phaseTitle } from './live-block.ts';
import type { Colors } from './style.ts';
import { wrapped } from './wrapped.ts';

const MOST_BAD_IMAGES_NAMED = 5;

/**
 * The lines that an event leaves behind for good, above the live block.
 *
 * @param columns Cells that a line may take; left out: nobody wraps lines.
 */
export function lastingLines(
  event: RunEvent,
  before: RunState,
  after: RunState,
  colors: Colors,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  switch (event.type) {
    case 'run-started':
      return introduction(event, colors, columns);
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

function introduction(event: RunStarted, colors: Colors, columns: number): string[] {
  const { runtime, images, parameters } = event;
  const parts = [
    `${count(images.train)} images to train on`,
    `${count(images.validation)} to validate`,
    ...(images.test > 0 ? [`${count(images.test)} to test`] : []),
  ];
  return [
    `${colors.bold(`run ${event.run}`)} · ${runtime.rung} (${runtime.device})`,
    ...notTaken(event, colors, columns),
    `  ${parts.join(', ')} · ${counted(event.tasks.length, 'task')} · ${count(parameters.trainable)} of ${count(parameters.total)} parameters learn`,
    ...(event.firstEpoch > 0 ? [`  resumed after epoch ${event.firstEpoch}`] : []),
  ];
}

/** Why no faster rung was taken, and the command that would make one available. Those that nobody wanted have no reason worth reading. */
function notTaken({ runtime }: RunStarted, colors: Colors, columns: number): string[] {
  const missed = runtime.notTaken.filter(({ reason }) => reason !== `${runtime.rung} was asked for.`);
  const reasons = [...new Set(missed.map(({ reason }) => reason))].flatMap((reason) => {
    const rungs = missed.filter((rung) => rung.reason === reason).map(({ rung }) => rung);
    const [first, ...rest] = wrapped(`not ${sentenceList(rungs, 'or')}: ${escapeControls(reason)}`, columns - 4);
    return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  const hint = missed.find(({ command }) => command !== undefined);
  return [...reasons.map((line) => colors.dim(line)), ...(hint ? [`  faster: ${hint.command}`] : [])];
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
