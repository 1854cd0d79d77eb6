import { UserError } from '../../../../core/errors.ts';
import type { Host } from '../../../../trainer/runtime/install/host.ts';
import { installRuntime } from '../../../../trainer/runtime/install/install.ts';
import type { Recipe } from '../../../../trainer/runtime/install/recipe.ts';
import { findTools, requiredTools } from '../../../../trainer/runtime/install/tools.ts';

/** What an install in a process of its own is told, as JSON in its one parameter. */
export interface Order {
  readonly recipe: Recipe;
  readonly index: string;
  /** The process kills itself when progress is said for the time of this number. */
  readonly dieAt?: number;
}

const { recipe, index, dieAt } = JSON.parse(process.argv[2]!) as Order;
let said = 0;
const say = () => {
  if (++said === dieAt) process.kill(process.pid, 'SIGKILL');
};
const progress = { begin: say, advance: say, end: say, note: say };
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());

async function install(): Promise<void> {
  const { env, execPath: node } = process;
  const host: Host = {
    ...{ env, node, glibc: '2.36', index },
    hasNvidiaDriver: async () => true,
    freeBytes: async () => 10 ** 12,
  };
  const tools = requiredTools(await findTools(host));
  await installRuntime(recipe, { host, tools, progress, signal: stop.signal });
  process.stdout.write('installed');
}

install().catch((error: unknown) => {
  process.exitCode = stop.signal.aborted ? 130 : 1;
  process.stdout.write(error instanceof UserError ? error.message : String(error));
});
