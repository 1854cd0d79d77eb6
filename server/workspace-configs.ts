import { readdir } from 'node:fs/promises';
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
    signal.throwIfAborted();
    const entries = await readdir(inner, { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (found.length === MOST_CONFIGS) return;
      const path = join(inner, entry.name);
      if (entry.isFile() && /\.ya?ml$/.test(entry.name) && (await claims(path))) {
        const read = await readConfigText(path);
        const kind = 'text' in read ? kindOf(read.text) : undefined;
        if ('text' in read && kind) found.push({ configFile: path, kind, text: read.text });
      } else if (entry.isDirectory() && depth < DEEPEST && entries.length <= MANY_ENTRIES && !SKIPPED.has(entry.name)) {
        await look(path, depth + 1);
      }
    }
  };
  await look(folder, 0);
  return found;
}
