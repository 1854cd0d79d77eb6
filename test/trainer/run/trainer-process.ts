import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import { distFile } from '../../../trainer/dist-file.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly events: RunEvent[];
  readonly stderr: string;
}

/** Runs the built `multitask train config.yml --events` in a process of its own and shows each event as it is printed. */
export async function trainInProcess(
  root: string,
  args: readonly string[] = [],
  onEvent: (event: RunEvent, child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, [distFile('multitask.js'), 'train', 'config.yml', '--events', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: RunEvent[] = [];
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as RunEvent;
    events.push(event);
    onEvent(event, child);
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject).on('close', (...ending) => resolve(ending));
  });
  return { code, signal, events, stderr };
}
