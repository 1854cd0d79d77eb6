import { folderBytes } from './folder-bytes.ts';
import type { Host } from './host.ts';
import { type InstalledRuntime, installedRuntime, runtimeFolder, runtimesFolder } from './installed.ts';
import { isMadeBy, type Recipe, wheelBytes } from './recipe.ts';
import { findTools, missing, type Tools } from './tools.ts';
import { Workspace } from './workspace.ts';

/** What an install would do, before it does anything. */
export interface InstallPlan {
  readonly recipe: Recipe;
  /** Where the runtime will be. */
  readonly folder: string;
  /** The runtime, where there is nothing to do. */
  readonly installed: InstalledRuntime | undefined;
  /** Bytes to be downloaded if nothing were there yet, about. */
  readonly download: number;
  /** Bytes that the install takes on the disk while it runs, beyond what it has written already; about. */
  readonly space: number;
  /** Bytes that the disk has left. */
  readonly free: number;
  /** Bytes that an unfinished install has left, to be used again. */
  readonly kept: number;
  readonly tools: Partial<Tools>;
  /** What stands in the way, one sentence each. */
  readonly missing: readonly string[];
  /** What does not stand in the way of the install, but of its use here. */
  readonly warning: string | undefined;
}

/** Looks at the machine and changes nothing. */
export async function planInstall(recipe: Recipe, host: Host): Promise<InstallPlan> {
  const folder = runtimeFolder(recipe.kind);
  const found = await installedRuntime(recipe.kind);
  const kept = await folderBytes(new Workspace(runtimesFolder(), recipe).folder);
  const largest = Math.max(...[recipe.wheel, ...recipe.cuda].map(({ bytes }) => bytes));
  const space = Math.max(0, recipe.bytes + largest - kept);
  const free = await host.freeBytes(folder);
  const tools = await findTools(host);
  return {
    recipe,
    folder,
    installed: found !== undefined && isMadeBy(recipe, found) ? found : undefined,
    download: wheelBytes(recipe) + recipe.npm.bytes,
    space,
    free,
    kept,
    tools,
    missing: missing(tools, host, { needed: space, free, folder }),
    warning: recipe.kind === 'cuda' && !(await host.hasNvidiaDriver()) ? NO_DRIVER : undefined,
  };
}

const NO_DRIVER =
  "no driver for NVIDIA's graphics cards was seen here: the runtime can be built, and used once there is a card with a driver";
