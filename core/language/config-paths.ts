import { stat } from 'node:fs/promises';
import { resolveProjectPath } from '../paths.ts';
import type { ConfigPath } from '../yaml/positions.ts';
import type { ConfigView } from './config-view.ts';
import { followed, nodeAt } from './find.ts';
import type { OutlineNode } from './outline.ts';

/** A path that a config names. */
export interface WrittenPath {
  readonly node: OutlineNode;
  readonly text: string;
  /** Absolute. */
  readonly file: string;
}

/** Every path that the config names, in the order in which it does: the keys of `paths`, and weights that are a file. */
export function writtenPaths(config: ConfigView): WrittenPath[] {
  const keys = nodeAt(config.outline, ['paths']);
  const nodes = keys ? [...followed(keys).children] : [];
  const weights = config.kind === 'config' ? nodeAt(config.outline, ['model', 'weights']) : undefined;
  if (weights) nodes.push(weights);
  return nodes.flatMap((node) => pathOf(config, node) ?? []);
}

/** The path that the node is; undefined for other nodes. */
export function pathOf(config: ConfigView, node: OutlineNode): WrittenPath | undefined {
  const { text } = node;
  // No path holds a NUL, and the file system's functions throw for one.
  if (!text || text.includes('\0') || !isPathKey(config, node.path, text)) return undefined;
  return { node, text, file: resolveProjectPath(text, config.place) };
}

function isPathKey({ kind }: ConfigView, path: ConfigPath, text: string): boolean {
  if (path.length !== 2) return false;
  if (path[0] === 'paths') return true;
  return kind === 'config' && path[0] === 'model' && path[1] === 'weights' && text !== 'imagenet' && text !== 'none';
}

/** What stands at a path; undefined: nothing that can be looked at. */
export async function whatStandsAt(
  file: string,
): Promise<{ kind: 'file' | 'folder'; size: number; modified: Date } | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile() && !found.isDirectory()) return undefined;
    return { kind: found.isFile() ? 'file' : 'folder', size: found.size, modified: found.mtime };
  } catch {
    return undefined;
  }
}
