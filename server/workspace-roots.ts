import { dirname, isAbsolute, relative, sep } from 'node:path';
import type { InitializeParams, WorkspaceFoldersChangeEvent } from 'vscode-languageserver/node';
import { pathOfUri } from './uris.ts';

/** The folders that the editor has open: each is the project root of the configs in it. */
export class WorkspaceRoots {
  readonly #folders = new Set<string>();
  /** Whether the editor says when folders come and go. */
  clientTellsChanges = false;

  initialize({ workspaceFolders, rootUri, capabilities }: InitializeParams): void {
    this.clientTellsChanges = capabilities.workspace?.workspaceFolders ?? false;
    // An editor that knows one folder at a time says it in the older way.
    const only = rootUri ? [{ uri: rootUri, name: rootUri }] : [];
    this.change({ added: workspaceFolders ?? only, removed: [] });
  }

  change({ added, removed }: WorkspaceFoldersChangeEvent): void {
    for (const { uri } of removed) this.#folders.delete(pathOfUri(uri) ?? '');
    for (const { uri } of added) {
      const folder = pathOfUri(uri);
      if (folder !== undefined) this.#folders.add(folder);
    }
  }

  get folders(): readonly string[] {
    return [...this.#folders];
  }

  /** The innermost open folder that holds the file, else the file's own folder. */
  rootOf(file: string): string {
    const holding = [...this.#folders].filter((folder) => isWithin(folder, file));
    return holding.sort((a, b) => b.length - a.length)[0] ?? dirname(file);
  }
}

function isWithin(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
