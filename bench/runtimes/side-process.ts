import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Built, Failed, Taken, TurnRequest, Unavailable } from './protocol.ts';

const KEPT_OUTPUT = 4000;

/** The bench's end of one side: a process of its own. */
export class SideProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #errors = '';

  constructor(command: readonly string[]) {
    const [program, ...args] = command as [string, ...string[]];
    this.#child = spawn(program, args, { stdio: 'pipe' });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-KEPT_OUTPUT);
    });
    // A process that cannot be started or has ended is noticed by its missing replies.
    this.#child.on('error', (error) => {
      this.#errors = error.message;
    });
    this.#child.stdin.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Resolves once the network is built. */
  async built(): Promise<Built | Unavailable> {
    return (await this.#reply()) as Built | Unavailable;
  }

  /** Milliseconds of a turn of so many steps. Rejects with an Error if a step fails. */
  async take(steps: number): Promise<number> {
    const request: TurnRequest = { steps };
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const reply = (await this.#reply()) as Taken | Failed;
    if ('failed' in reply) throw new Error(reply.failed);
    return reply.milliseconds;
  }

  /** The most memory that the process has held so far, in bytes; known on Linux only. */
  peakMemory(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)![1]) * 1024;
  }

  /** Lets the process end, and waits until it has. */
  async end(): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    await ended;
  }

  async #reply(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(this.#errors.trim().split('\n').at(-1) || 'The process ended without a word.');
    return JSON.parse(value);
  }
}
