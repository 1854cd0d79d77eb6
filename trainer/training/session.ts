import type { Task } from '../../core/config/tasks.ts';
import type { Split } from '../../core/dataframe/dataframe.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { Checkpoint, CheckpointStore, Fingerprint } from '../run/checkpoint.ts';
import type { HistoryFile } from '../run/history-file.ts';
import type { InferenceProgram } from '../runtime/programs.ts';
import type { BadImages } from './bad-images.ts';
import type { Emit } from './events.ts';
import type { Inputs } from './inputs.ts';
import type { Learner } from './learner.ts';

/** Everything that the epochs of one process need. */
export interface Session {
  readonly config: Config;
  readonly tasks: readonly Task[];
  /** Per task. */
  readonly lossWeights: readonly number[];
  /** Without the images that cannot be read. */
  readonly split: Split;
  readonly inputs: Inputs;
  /** Variants whose features are yet to be computed by the epochs from this one on; 0 when the backbone learns. */
  variantsLeft(epoch: number): number;
  readonly learner: Learner;
  /** The learner's network as it is in use. */
  readonly inference: InferenceProgram;
  readonly badImages: BadImages;
  readonly store: CheckpointStore;
  readonly history: HistoryFile;
  readonly fingerprint: Fingerprint;
  /** Where an earlier process of the run ended. */
  readonly resumed: Checkpoint | undefined;
  readonly emit: Emit;
  readonly stop: AbortSignal;
  /** Wall time of the whole run so far. */
  seconds(): number;
}
