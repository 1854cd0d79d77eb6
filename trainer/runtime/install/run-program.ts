import { type ChildProcess, spawn } from 'node:child_process';
import type { LogFile } from './log-file.ts';

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the program and everything that it has started. */
  readonly signal: AbortSignal;
  /** Gets all that the program prints. */
  readonly log: LogFile;
}

/** A program has ended in another way than with exit code 0. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
}

/** How long programs may take to end after a polite request, in milliseconds. */
const PATIENCE = 2000;

/**
 * Runs a program, without a shell, to its end, and resolves to what it printed on stdout. It leads a process group of its own: an abort,
 * or the exit of this process, ends the whole group. Rejects with a ProgramFailed, with the signal's reason, or with the error of the
 * system if the program cannot be started.
 */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  { cwd, env, signal, log }: ProgramOptions,
): Promise<string> {
  signal.throwIfAborted();
  log.add(`$ ${[program, ...parameters].join(' ')}\n`);
  const child = spawn(program, parameters, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const group = processGroup(child);
  signal.addEventListener('abort', group.end);
  process.on('exit', group.kill);
  let printed = '';
  child.stdout.on('data', (data: Buffer) => {
    printed += data.toString();
    log.add(data);
  });
  child.stderr.on('data', (data: Buffer) => log.add(data));
  try {
    const ending = await new Promise<string | undefined>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, killer) => resolve(code === 0 ? undefined : (killer ?? `exit code ${code}`)));
    });
    signal.throwIfAborted();
    if (ending !== undefined) throw new ProgramFailed(`${program} has failed (${ending})`);
    return printed;
  } finally {
    group.forget();
    signal.removeEventListener('abort', group.end);
    process.off('exit', group.kill);
  }
}

function processGroup(child: ChildProcess) {
  let timer: NodeJS.Timeout | undefined;
  const send = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // All of them have ended already.
    }
  };
  const kill = () => send('SIGKILL');
  return {
    kill,
    end: () => {
      send('SIGTERM');
      timer = setTimeout(kill, PATIENCE);
    },
    forget: () => clearTimeout(timer),
  };
}
