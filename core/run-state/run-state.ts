import type {
  EpochEnded,
  EpochStarted,
  PhaseProgress,
  RunEnded,
  RunEvent,
  RunStarted,
  Step,
} from '../../schemas/types/run-event.ts';

/** What is known of a run after some of its events: everything that a progress display or a panel draws. */
export interface RunState {
  readonly started?: RunStarted;
  /** Work outside training steps, while it goes on. */
  readonly phase?: PhaseProgress;
  /** The epoch being trained; gone once it has ended. */
  readonly epoch?: EpochStarted;
  /** The latest progress within that epoch. */
  readonly step?: Step;
  readonly epochs: readonly EpochEnded[];
  /** Best validation accuracy of each task so far, with the epoch that reached it. */
  readonly bestAccuracy: Readonly<Record<string, { readonly accuracy: number; readonly epoch: number }>>;
  readonly badImages: number;
  readonly ended?: RunEnded;
}

export const emptyRunState: RunState = { epochs: [], bestAccuracy: {}, badImages: 0 };

/** The state after one more event. A resumed run starts again with its earlier epochs kept. */
export function afterEvent(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run-started':
      return { ...emptyRunState, ...pastEpochs(state, event.firstEpoch), started: event };
    case 'phase':
      return event.total > 0 && event.done >= event.total ? without(state, 'phase') : { ...state, phase: event };
    case 'bad-image':
      return { ...state, badImages: state.badImages + 1 };
    case 'epoch-started':
      return { ...without(without(state, 'phase'), 'step'), epoch: event };
    case 'step':
      return { ...without(state, 'phase'), step: event };
    case 'epoch-ended':
      return {
        ...without(without(without(state, 'phase'), 'step'), 'epoch'),
        epochs: [...state.epochs, event],
        bestAccuracy: bestOf(state.bestAccuracy, event),
      };
    case 'run-ended':
      return { ...without(state, 'phase'), ended: event };
    case 'log':
    case 'learning-rate-reduced':
    case 'checkpoint-saved':
      return state;
  }
}

function pastEpochs(state: RunState, firstEpoch: number): Pick<RunState, 'epochs' | 'bestAccuracy'> {
  const epochs = state.epochs.filter(({ epoch }) => epoch < firstEpoch);
  return { epochs, bestAccuracy: epochs.reduce<RunState['bestAccuracy']>(bestOf, {}) };
}

function bestOf(best: RunState['bestAccuracy'], { epoch, validation }: EpochEnded): RunState['bestAccuracy'] {
  const improved = Object.entries(validation.tasks).flatMap(([task, { accuracy }]) =>
    accuracy !== null && accuracy > (best[task]?.accuracy ?? Number.NEGATIVE_INFINITY)
      ? [[task, { accuracy, epoch }] as const]
      : [],
  );
  return { ...best, ...Object.fromEntries(improved) };
}

function without<K extends 'phase' | 'step' | 'epoch'>(state: RunState, key: K): Omit<RunState, K> {
  const { [key]: _, ...rest } = state;
  return rest;
}
