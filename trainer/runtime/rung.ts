import type { RuntimeFacts } from '../../schemas/types/run-event.ts';

export type RungName = RuntimeFacts['rung'];

/** A TF.js backend that is set up, is the current backend, and may be trained on. */
export interface Runtime {
  readonly rung: RungName;
  /** What people call the device, such as "CPU, 2 threads" or "NVIDIA RTX 4070". */
  readonly device: string;
  /** Version of the library behind the rung. */
  readonly version: string;
  /** Frees the device, its threads and its memory. The process must be able to exit afterwards. */
  dispose(): Promise<void>;
}

/** One way to run TF.js. A rung is one file; nothing above the ladder knows which one runs. */
export interface Rung {
  readonly name: RungName;
  /** Sets up the backend, or rejects with an Error whose message says in one sentence why this machine cannot take the rung. */
  open(): Promise<Runtime>;
}
