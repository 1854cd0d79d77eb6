import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { OUT_OF_MEMORY } from '../process/out-of-memory.ts';
import { type Answer, readAnswer } from './answer.ts';

/** Why there is no answer. */
export interface Failure {
  readonly failed: 'time' | 'memory' | 'crash';
  /** How the process ended, as a clause. */
  readonly detail: string;
}

interface ChildOptions {
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal;
}

/** Starts a reader and waits for its answer and its end. Rejects with the signal's reason. */
export async function readInChild(
  [command, ...args]: readonly string[],
  { timeLimit, signal }: ChildOptions,
): Promise<Answer | Failure> {
  signal?.throwIfAborted();
  // The reader watches its standard input, which ends with this process; the answer comes from file descriptor 3.
  const child = spawn(command!, args, { stdio: ['pipe', 'ignore', 'pipe', 'pipe'], windowsHide: true });
  // Nobody writes to a process that could not be started, or is gone.
  child.stdin!.on('error', () => {});
  let lastWords = '';
  child.stderr!.on('data', (data: Buffer) => {
    lastWords = (lastWords + data.toString()).slice(-2000);
  });
  const ended = ending(child);
  const kill = () => child.kill('SIGKILL');
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, timeLimit);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const answer = await readAnswer(child.stdio[3] as Readable).catch(() => undefined);
    // It has nothing more to say.
    if (answer !== undefined) kill();
    const detail = await ended;
    signal?.throwIfAborted();
    if (answer !== undefined) return answer;
    if (late) return { failed: 'time', detail };
    const memory = lastWords.includes(OUT_OF_MEMORY) || lastWords.includes('heap out of memory');
    return { failed: memory ? 'memory' : 'crash', detail };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

/** How a process ends, as a clause. */
function ending(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child
      .on('error', (error) => resolve(`could not be started (${error.message})`))
      .on('close', (code, signal) => resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`));
  });
}
