import { UserError } from '../../core/errors.ts';
import type { RuntimeFacts } from '../../schemas/types/run-event.ts';
import type { OpenedRuntime, Rung, RungName, Runtime } from './rung.ts';
import { wasmRung } from './wasm/wasm-rung.ts';

/** The ladder, fastest first. */
const RUNGS: readonly RungName[] = ['cuda', 'webgpu', 'native', 'wasm'];

/** The rungs that this version can take. */
const AVAILABLE: readonly Rung[] = [wasmRung];

/**
 * Opens the first rung that this machine can take, or the one asked for, and makes it TF.js' backend.
 *
 * @throws UserError if the rung asked for cannot be taken; another is never taken in its place.
 */
export async function openRuntime(options: { rung?: RungName } = {}): Promise<OpenedRuntime> {
  const notTaken: RuntimeFacts['notTaken'] = [];
  for (const name of RUNGS) {
    if (options.rung !== undefined && options.rung !== name) {
      notTaken.push({ rung: name, reason: `${options.rung} was asked for.` });
      continue;
    }
    const opened = await open(name);
    if (typeof opened !== 'string') return { runtime: opened, facts: factsOf(opened, notTaken) };
    if (options.rung === name) throw new UserError(`The runtime ${name} cannot be used: ${opened}`);
    notTaken.push({ rung: name, reason: opened });
  }
  throw new UserError(
    `No runtime can be used on this machine. ${notTaken.map(({ rung, reason }) => `${rung}: ${reason}`).join(' ')}`,
  );
}

/** The runtime, or the reason why this machine cannot take it. */
async function open(name: RungName): Promise<Runtime | string> {
  const rung = AVAILABLE.find((candidate) => candidate.name === name);
  if (!rung) return 'This version of Multitask Vision does not have it yet.';
  try {
    return await rung.open({});
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function factsOf({ rung, device, version }: Runtime, notTaken: RuntimeFacts['notTaken']): RuntimeFacts {
  return { rung, device, version, notTaken };
}
