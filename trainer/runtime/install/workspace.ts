import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuntimeKind } from './installed.ts';
import type { Recipe } from './recipe.ts';

/**
 * The folder in which a runtime comes into being, beside its place. Every step works in a folder of its own and moves its result here in
 * one rename, so whatever is here is finished, and a later install goes on with it. It belongs to one recipe.
 */
export class Workspace {
  readonly folder: string;
  /** What will be the runtime. */
  readonly runtime: string;
  /** TensorFlow's headers, which only the compiler needs. */
  readonly include: string;
  /** Wheels that have arrived and were found right. */
  readonly downloads: string;
  readonly #attempts: string;

  /** @param runtimes The folder of all runtimes. */
  constructor(runtimes: string, recipe: Recipe) {
    const identity = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
    this.folder = join(runtimes, `${recipe.kind}.${identity}${PARTIAL}`);
    this.runtime = join(this.folder, 'runtime');
    this.include = join(this.folder, 'include');
    this.downloads = join(this.folder, 'downloads');
    this.#attempts = join(this.folder, 'attempts');
  }

  /** Makes the folder, and removes what earlier attempts left unfinished. Only the owner of the kind's claim may. */
  async prepare(): Promise<void> {
    await removeFolder(this.#attempts);
    for (const folder of [this.runtime, this.downloads]) await mkdir(folder, { recursive: true });
  }

  /** Gives a step an empty folder to work in, and takes it away when the step is over. */
  async attempt<T>(step: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.#attempts, randomUUID());
    await mkdir(folder, { recursive: true });
    try {
      return await step(folder);
    } finally {
      await removeFolder(folder);
    }
  }
}

const PARTIAL = '.partial';
const REMOVED = '.removed';

/** A name beside a runtime under which it can be put away in one rename, to be deleted then. */
export function removedName(runtimes: string, kind: RuntimeKind): string {
  return join(runtimes, `${kind}.${randomUUID()}${REMOVED}`);
}

/** What the programs of an install print; it stays where the install has failed. */
export function logPath(runtimes: string, kind: RuntimeKind): string {
  return join(runtimes, `${kind}-install.log`);
}

/** What unfinished installs and removals have left of a kind. */
export async function leftovers(runtimes: string, kind: RuntimeKind): Promise<string[]> {
  const names = await readdir(runtimes).catch(() => []);
  const isLeft = (name: string) => name.startsWith(`${kind}.`) && (name.endsWith(PARTIAL) || name.endsWith(REMOVED));
  return names.filter(isLeft).map((name) => join(runtimes, name));
}

/** A program that a killed install has left behind may still be writing into it for a moment. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
