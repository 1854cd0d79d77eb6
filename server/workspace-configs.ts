import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConfigKind, kindOf } from '../core/language/config-view.ts';
import { readConfigText } from '../core/yaml/read-config-text.ts';

/** Folders that hold no config a person writes. */
const SKIPPED = new Set(['node_modules', '.git', '.multitask', '.venv', 'venv', '__pycache__']);
/** A folder with more entries is one of images; its configs are still found, but no deeper folder is looked into. */
const MANY_ENTRIES = 5000;
const DEEPEST = 8;
const MOST_CONFIGS = 200;

export interface FoundConfig {
  readonly configFile: string;
  readonly kind: ConfigKind;
  readonly text: string;
}

/** The configs of ours on disk below a folder, in the order of their paths; `claims` says which names may be ones. */
export async function findConfigs(
  folder: string,
  claims: (path: string) => Promise<boolean>,
  signal: AbortSignal,
): Promise<FoundConfig[]> {
  const found: FoundConfig[] = [];
  const look = async (inner: string, depth: number): Promise<void> => {
    for (const { name, isFolder } of await entriesOf(inner, signal)) {
      if (found.length === MOST_CONFIGS) return;
      const path = join(inner, name);
      if (isFolder) {
        if (depth < DEEPEST) await look(path, depth + 1);
      } else if (await claims(path)) {
        const read = await readConfigText(path);
        const kind = 'text' in read ? kindOf(read.text) : undefined;
        if ('text' in read && kind) found.push({ configFile: path, kind, text: read.text });
      }
    }
  };
  await look(folder, 0);
  return found;
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The YAML files of a folder and the folders to look into, by name. Images are passed over as they come: with many of them nothing waits for a list of all. */
async function entriesOf(folder: string, signal: AbortSignal): Promise<Entry[]> {
  const files: Entry[] = [];
  const folders: Entry[] = [];
  let entries = 0;
  for await (const entry of listed(folder)) {
    signal.throwIfAborted();
    entries++;
    const { name } = entry;
    if (entry.isFile() && /\.ya?ml$/.test(name)) files.push({ name, isFolder: false });
    else if (entry.isDirectory() && entries <= MANY_ENTRIES && !SKIPPED.has(name))
      folders.push({ name, isFolder: true });
  }
  const looked = entries > MANY_ENTRIES ? files : [...files, ...folders];
  return looked.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Nothing of a folder that cannot be read, or that goes away meanwhile. */
async function* listed(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder, { bufferSize: 256 });
  } catch {}
}
