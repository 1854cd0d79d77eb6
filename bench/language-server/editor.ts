import { pathToFileURL } from 'node:url';
import {
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  type ServerCapabilities,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import type { ServerProcess } from './server-process.ts';

/** What an editor tells the server of its documents, and asks about them. */
export class Editor {
  readonly server: ServerProcess;
  readonly #versions = new Map<string, number>();

  constructor(server: ServerProcess) {
    this.server = server;
  }

  get capabilities(): ServerCapabilities {
    return this.server.initialized?.capabilities ?? {};
  }

  /** Opens the document; returns its first version. */
  async open(file: string, text: string, languageId = 'yaml'): Promise<number> {
    const version = this.#nextVersion(file);
    await this.server.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file), languageId, version, text },
    });
    return version;
  }

  /** Changes the document, in parts or, without a range, as a whole; returns its new version. */
  async edit(file: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<number> {
    const version = this.#nextVersion(file);
    await this.server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file), version },
      contentChanges,
    });
    return version;
  }

  /** Says that a file changed on disk. */
  changedOnDisk(file: string): Promise<void> {
    return this.server.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(file), type: 2 }],
    });
  }

  #nextVersion(file: string): number {
    const version = (this.#versions.get(file) ?? 0) + 1;
    this.#versions.set(file, version);
    return version;
  }
}

export const uriOf = (file: string) => pathToFileURL(file).href;
