import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RungName } from '../rung.ts';
import type { Probe } from './probe-rung.ts';

/** A program that probes a rung: it prints what it finds as one line of JSON, and may print other lines. */
export interface ProbeProgram {
  readonly command: string;
  readonly args: readonly string[];
}

/** The first start on a new GPU may compile for a minute or two. */
const TIME_LIMIT_MS = 180_000;

/**
 * Probes a rung in a process of its own: a driver or addon that crashes or hangs becomes the reason why the rung is not available. The
 * process is gone when this resolves, and what it held of the device is free.
 */
export async function probeInChild(
  rung: RungName,
  { command, args }: ProbeProgram,
  timeLimit = TIME_LIMIT_MS,
): Promise<Probe> {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  let found: Probe | undefined;
  let lastWords = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    found ??= probeFrom(line, rung);
    // Some drivers never let a process end.
    if (found) child.kill('SIGKILL');
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.trim() !== '') lastWords = line.trim();
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeLimit);
  const ending = await ended(child);
  clearTimeout(timer);
  if (found) return found;
  const reason = late ? `It did not answer within ${Math.round(timeLimit / 1000)} s.` : crash(ending, lastWords);
  return { rung, available: false, failedAt: 'crash', reason };
}

function probeFrom(line: string, rung: RungName): Probe | undefined {
  try {
    const value = JSON.parse(line) as Partial<Probe> | null;
    return value?.rung === rung && value.available !== undefined ? (value as Probe) : undefined;
  } catch {
    return undefined;
  }
}

type Ending = Error | { readonly code: number | null; readonly signal: NodeJS.Signals | null };

function ended(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.on('error', resolve).on('close', (code, signal) => resolve({ code, signal }));
  });
}

function crash(ending: Ending, lastWords: string): string {
  if (ending instanceof Error) return `The process to try it in could not be started: ${ending.message}.`;
  const end = ending.signal === null ? `ended with code ${ending.code}` : `was killed by ${ending.signal}`;
  const words = lastWords === '' ? '.' : `; its last words: ${lastWords}`;
  return `The process that tried it ${end}${words}`;
}
