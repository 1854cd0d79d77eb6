import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from '../../../core/errors.ts';
import { isRunning } from '../../../core/runs/is-running.ts';
import type { RuntimeKind } from './installed.ts';

/** Who works on a runtime. */
interface Owner {
  readonly pid: number;
  /** When the process was started, in the kernel's own count: another process may have the number later. */
  readonly started: string;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/**
 * Claims the right to change a runtime, for one process at a time, and resolves to what gives it back. Every process writes a claim of its
 * own and then looks for others; claims of processes that have ended count for nothing and are removed. Two that come at the very same
 * instant may both be refused; never do both get it.
 *
 * @param folder The folder of all runtimes.
 * @throws UserError that says who is at it.
 */
export async function claimRuntime(folder: string, kind: RuntimeKind): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const mine = `${kind}.${randomUUID()}.claim`;
  const release = () => rm(join(folder, mine), { force: true });
  await writeFileAtomic(join(folder, mine), JSON.stringify(thisProcess()));
  try {
    for (const other of await otherClaims(folder, kind, mine)) await refuseLiving(join(folder, other), kind);
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

async function otherClaims(folder: string, kind: RuntimeKind, mine: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.startsWith(`${kind}.`) && name.endsWith('.claim') && name !== mine);
}

async function refuseLiving(claim: string, kind: RuntimeKind): Promise<void> {
  const text = await readFile(claim, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const owner = JSON.parse(text) as Owner;
  if (mayLive(owner)) {
    const elsewhere = owner.host === hostname() ? '' : ` on ${owner.host}. If that process is gone, remove ${claim}`;
    throw new UserError(
      `The runtime ${kind} is being changed by process ${owner.pid} since ${owner.since}${elsewhere}. Wait for it, or stop it, and call again.`,
    );
  }
  await rm(claim, { force: true });
}

function thisProcess(): Owner {
  return {
    pid: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
  };
}

/** Of processes on other machines nothing can be known. */
function mayLive({ pid, started, host }: Owner): boolean {
  return host !== hostname() || (isRunning(pid) && startOf(pid) === started);
}

/**
 * Fields 3 and 22 of /proc/PID/stat (man 5 proc); the second one is a name in parentheses that may hold anything. Empty for a process that
 * has ended but is still listed, and where there is no /proc.
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
