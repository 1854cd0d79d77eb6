import type { RunState } from '../../../core/run-state/run-state.ts';
import { bytes, count, duration, rate, score } from '../../../core/words.ts';
import type { PhaseProgress } from '../../../schemas/types/run-event.ts';
import { bar, type Colors } from './style.ts';
import { table } from './table.ts';

const PHASES: Record<PhaseProgress['phase'], string> = {
  weights: 'downloading weights',
  images: 'reading images',
  features: 'computing features',
  validation: 'validating',
  evaluation: 'evaluating the best weights',
};

/** "reading images". */
export const phaseTitle = (event: PhaseProgress): string => PHASES[event.phase];

/** The block that is redrawn at the bottom of the terminal while a run goes on. */
export function liveBlock(state: RunState, columns: number, colors: Colors): string[] {
  if (state.started === undefined && state.phase === undefined) return [];
  if (state.ended !== undefined) return [];
  return [...headline(state, columns, colors), ...taskTable(state, colors)];
}

function headline(state: RunState, columns: number, colors: Colors): string[] {
  const { epoch, step, started, phase } = state;
  const width = columns < 90 ? 12 : 24;
  if (phase !== undefined) return [phaseLine(phase, width, colors)];
  if (epoch === undefined || started === undefined) return [];
  const steps = step?.steps ?? started.stepsPerEpoch;
  const done = step?.step ?? 0;
  const facts = [
    `step ${`${done}`.padStart(`${steps}`.length)}/${steps}`,
    ...(step === undefined ? [] : [`${count(step.imagesPerSecond)} img/s`]),
    ...(step?.secondsLeft == null ? [] : [`${duration(step.secondsLeft)} left`]),
    `lr ${rate(epoch.learningRate)}`,
  ];
  return [`epoch ${epoch.epoch + 1}/${started.epochs}  ${colors.cyan(bar(done / steps, width))}  ${facts.join('  ')}`];
}

function phaseLine(phase: PhaseProgress, width: number, colors: Colors): string {
  const amount = phase.unit === 'bytes' ? bytes : count;
  const done = phase.total > 0 ? `${amount(phase.done)} of ${amount(phase.total)}` : amount(phase.done);
  const drawn = phase.total > 0 ? `${colors.cyan(bar(phase.done / phase.total, width))}  ` : '';
  return `${phaseTitle(phase)}  ${drawn}${done}`;
}

function taskTable({ started, step, epochs, bestAccuracy }: RunState, colors: Colors): string[] {
  const last = epochs.at(-1);
  if (started === undefined || (step === undefined && last === undefined)) return [];
  const rows = started.tasks.map(({ task, majority }) => {
    const now = step?.metrics.tasks[task] ?? last?.train.tasks[task];
    const validation = last?.validation.tasks[task];
    const best = bestAccuracy[task];
    return [
      `  ${task}`,
      score(now?.loss ?? null),
      score(now?.accuracy ?? null),
      score(validation?.loss ?? null),
      score(validation?.accuracy ?? null),
      best === undefined ? '–' : `${score(best.accuracy)} (${best.epoch + 1})`,
      score(majority),
    ];
  });
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(
    [{ title: '  task' }, ...['loss', 'acc', 'val loss', 'val acc', 'best (epoch)', 'floor'].map(right)],
    rows,
    colors,
  );
}
