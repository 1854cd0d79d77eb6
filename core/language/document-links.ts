import { join } from 'node:path';
import { whatStandsAt, writtenPaths } from './config-paths.ts';
import type { ConfigView } from './config-view.ts';
import type { Span } from './outline.ts';

export interface DocumentLink {
  readonly span: Span;
  /** Absolute path of what exists there. */
  readonly file: string;
}

/** The paths of the config at which something stands: files, folders of images, and for a model in a folder its model.json. */
export async function documentLinks(config: ConfigView): Promise<DocumentLink[]> {
  const links = await Promise.all(
    writtenPaths(config).map(async ({ node, file }) => {
      const found = await whatStandsAt(file);
      if (!found || !node.value) return [];
      const model = join(file, 'model.json');
      const opens = found.kind === 'folder' && (await whatStandsAt(model))?.kind === 'file' ? model : file;
      return [{ span: node.value, file: opens }];
    }),
  );
  return links.flat();
}
