import type { RuntimeFacts } from '../../schemas/types/run-event.ts';
import type { Programs } from './programs.ts';

export type RungName = RuntimeFacts['rung'];

/** A TF.js backend that is set up, is the current backend, and may be trained on. */
export interface Runtime extends Programs {
  readonly rung: RungName;
  /** What people call the device, such as "CPU, 2 threads" or "NVIDIA RTX 4070". */
  readonly device: string;
  /** The library behind the rung and its version. */
  readonly version: string;
  /** The device's driver and its version, where there is one to tell. */
  readonly driver?: string;
  /** Bytes that the device can hold, where it says. */
  readonly memory?: number;
  /** @throws UserError if the device has failed since it was opened: nothing that it computed since then can be trusted. */
  throwIfFailed(): void;
  /** Frees the device, its threads and its memory. The process must be able to exit afterwards. */
  dispose(): Promise<void>;
}

export interface RungOptions {
  /** Take a graphics device that is emulated on the CPU: right, and slower than every other rung. */
  readonly allowSoftwareAdapter?: boolean;
}

/** One way to run TF.js. A rung is one file; nothing above the ladder knows which one runs. */
export interface Rung {
  readonly name: RungName;
  /** Sets up the backend, or rejects with an Error whose message says in one sentence why this machine cannot take the rung. */
  open(options: RungOptions): Promise<Runtime>;
}

/** A runtime, and what there is to say of it: its device, and why each higher rung was not taken. */
export interface OpenedRuntime {
  readonly runtime: Runtime;
  readonly facts: RuntimeFacts;
}
