import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { NETWORKS } from './network.ts';
import { openOurs, ourStep } from './ours.ts';
import { openStock, stockStep } from './stock.ts';

/** Whose training step: this project's, or that of a user of TF.js alone. */
export type Variant = 'ours' | 'stock';

interface Request {
  /** Index into NETWORKS. */
  readonly network: number;
  readonly steps: number;
}

/** What a process tells of the steps that it was asked for. */
export interface Measured {
  /** Of each step. */
  readonly milliseconds: number[];
  /** Most memory that the process has held so far, in bytes. */
  readonly peakMemory: number;
}

/** Runs training steps as the parent process asks for them, and replies to each request with what it measured. */
export async function serveSteps(variant: Variant): Promise<void> {
  const device = await (variant === 'ours' ? openOurs() : openStock());
  const made = new Map<number, () => number>();
  process.on('message', ({ network, steps }: Request) => {
    const step = made.get(network) ?? (variant === 'ours' ? ourStep : stockStep)(NETWORKS[network]!);
    made.set(network, step);
    const milliseconds: number[] = [];
    for (let count = 0; count < steps; count++) {
      const start = performance.now();
      step();
      milliseconds.push(performance.now() - start);
    }
    const measured: Measured = { milliseconds, peakMemory: process.resourceUsage().maxRSS * 1024 };
    process.send?.(measured);
  });
  process.send?.(device);
}

/** The parent's side: a process of its own for one variant. */
export class StepProcess {
  readonly device: string;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, device: string) {
    this.#child = child;
    this.device = device;
  }

  /** @param script a program that calls `serveSteps` with its first argument. */
  static async start(script: string, variant: Variant): Promise<StepProcess> {
    const child = fork(script, [variant]);
    return new StepProcess(child, (await reply(child)) as string);
  }

  async run(request: Request): Promise<Measured> {
    this.#child.send(request);
    return (await reply(this.#child)) as Measured;
  }

  async end(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }
}

function reply(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The process ended with code ${code}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
