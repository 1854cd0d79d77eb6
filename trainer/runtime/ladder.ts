import { UserError } from '../../core/errors.ts';
import type { RuntimeFacts } from '../../schemas/types/run-event.ts';
import { thisMachine } from './probe/machine.ts';
import { type FailedAt, type Remedy, remedyFor } from './probe/remedy.ts';
import type { OpenedRuntime, Rung, RungName, RungOptions, Runtime } from './rung.ts';
import { selfTest } from './self-test/self-test.ts';

/** A rung that is loaded only when it is its turn. */
export interface LadderRung {
  readonly name: RungName;
  readonly load: () => Promise<Rung>;
}

/** The ladder, fastest first. */
export const LADDER: readonly LadderRung[] = [
  { name: 'cuda', load: async () => (await import('./tensorflow/cuda-rung.ts')).cudaRung },
  { name: 'webgpu', load: async () => (await import('./webgpu/webgpu-rung.ts')).webgpuRung },
  { name: 'native', load: async () => (await import('./tensorflow/native-rung.ts')).nativeRung },
  { name: 'wasm', load: async () => (await import('./wasm/wasm-rung.ts')).wasmRung },
];

export interface LadderOptions extends RungOptions {
  /** The one rung that may be taken; left out: the fastest that can be. */
  readonly rung?: RungName;
}

/**
 * Opens the first rung that this machine can take and that passes the self-test, or the one asked for, and makes it TF.js' backend.
 *
 * @throws UserError if the rung asked for cannot be taken; another is never taken in its place.
 */
export function openRuntime(options: LadderOptions = {}): Promise<OpenedRuntime> {
  return climb(LADDER, options);
}

/** As openRuntime, on any ladder and machine. */
export async function climb(
  ladder: readonly LadderRung[],
  { rung: asked, ...options }: LadderOptions,
  lookAtMachine = thisMachine,
): Promise<OpenedRuntime> {
  const notTaken: RuntimeFacts['notTaken'] = [];
  let machine: ReturnType<typeof lookAtMachine> | undefined;
  for (const rung of ladder) {
    if (asked !== undefined && rung.name !== asked) {
      notTaken.push({ rung: rung.name, reason: `${asked} was asked for.` });
      continue;
    }
    const opened = await openProven(rung, options);
    if (!('reason' in opened)) return { runtime: opened, facts: factsOf(opened, notTaken) };
    machine ??= lookAtMachine();
    const remedy = remedyFor(rung.name, opened.failedAt, await machine);
    if (asked !== undefined) throw cannotBeUsed(rung.name, opened, remedy);
    notTaken.push({
      rung: rung.name,
      reason: remedy.impossible === undefined ? opened.reason : capital(remedy.impossible),
      ...(remedy.command !== undefined && { command: remedy.command }),
    });
  }
  throw new UserError(
    `No runtime can be used on this machine. ${notTaken.map(({ rung, reason }) => `${rung}: ${reason}`).join(' ')}`,
  );
}

/** Why a rung was not taken. */
interface Refusal {
  readonly failedAt: FailedAt;
  readonly reason: string;
}

async function openProven({ load }: LadderRung, options: RungOptions): Promise<Runtime | Refusal> {
  let runtime: Runtime;
  try {
    runtime = await (await load()).open(options);
  } catch (error) {
    return { failedAt: 'opening', reason: messageOf(error) };
  }
  const { failure } = await selfTest(runtime);
  if (failure === undefined) return runtime;
  await closed(runtime);
  return { failedAt: 'self-test', reason: failure };
}

/** A device that does not compute may not close as it should either: that is no reason to leave the next rung untried. */
export async function closed(runtime: Runtime): Promise<void> {
  await runtime.dispose().catch(() => {});
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function cannotBeUsed(rung: RungName, { reason }: Refusal, remedy: Remedy): UserError {
  // A rung may know the way out itself.
  const known = remedy.command !== undefined && reason.includes(remedy.command);
  return new UserError(
    `The runtime ${rung} was asked for and cannot be used: ${reason}${known ? '' : ` ${remedy.text}`} ` +
      'multitask runtime says what this machine has; without --runtime and model.runtime, the fastest of it is taken.',
  );
}

function factsOf(runtime: Runtime, notTaken: RuntimeFacts['notTaken']): RuntimeFacts {
  return { rung: runtime.rung, ...deviceFacts(runtime), notTaken };
}

/** What there is to say of a runtime's device. */
export function deviceFacts({ device, version, driver, memory }: Runtime) {
  return { device, version, ...(driver !== undefined && { driver }), ...(memory !== undefined && { memory }) };
}
