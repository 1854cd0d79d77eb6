import { pathToFileURL } from 'node:url';
import {
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  type ServerCapabilities,
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

  /** Replaces the document's text; returns its new version. */
  async replace(file: string, text: string): Promise<number> {
    const version = this.#nextVersion(file);
    await this.server.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file), version },
      contentChanges: [{ text }],
    });
    return version;
  }

  close(file: string): Promise<void> {
    return this.server.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file) },
    });
  }

  /** Says that a file changed on disk. */
  changedOnDisk(file: string): Promise<void> {
    return this.server.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(file), type: 2 }],
    });
  }

  async pull(file: string): Promise<FullDocumentDiagnosticReport> {
    const textDocument = { uri: uriOf(file) };
    return (await this.server.request(DocumentDiagnosticRequest.method, {
      textDocument,
    })) as FullDocumentDiagnosticReport;
  }

  #nextVersion(file: string): number {
    const version = (this.#versions.get(file) ?? 0) + 1;
    this.#versions.set(file, version);
    return version;
  }
}

export const uriOf = (file: string) => pathToFileURL(file).href;
