import { createHash } from 'node:crypto';
import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { outlineOf } from '../core/language/outline.ts';
import type { Finding } from '../schemas/types/finding.ts';
import { ENDED, untilCancelled } from './cancellation.ts';
import type { Checker, ConfigToCheck } from './checker.ts';
import type { ClientFacts } from './client-facts.ts';
import { OpenConfig } from './open-config.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { DiagnosticsPublisher } from './publish-diagnostics.ts';
import { pathOfUri, uriOfPath } from './uris.ts';
import { findConfigs } from './workspace-configs.ts';
import type { WorkspaceRoots } from './workspace-roots.ts';

export interface PullOptions {
  readonly connection: Connection;
  readonly client: ClientFacts;
  readonly configs: OpenConfigs;
  readonly roots: WorkspaceRoots;
  readonly checker: Checker;
  readonly publisher: DiagnosticsPublisher;
  /** Told of every document whose version was checked to the end. */
  onChecked(uri: string, version: number | undefined): void;
  /** Told of checks that fail after their first answer. */
  onError(error: unknown): void;
}

/** A version of a document that is being checked after a first answer, or was checked to the end. */
interface Answered {
  readonly version: number;
  readonly rest: AbortController;
  isWhole: boolean;
}

/** Answers editors that ask for diagnostics: of a document, and of every config in the workspace. */
export class PullDiagnostics {
  readonly #options: PullOptions;
  readonly #answered = new Map<string, Answered>();

  constructor(options: PullOptions) {
    this.#options = options;
    const { diagnostics } = options.connection.languages;
    diagnostics.on(async ({ textDocument }, token) => ({
      kind: DocumentDiagnosticReportKind.Full,
      items: await untilCancelled(token, (signal) => this.#documentDiagnostics(textDocument.uri, signal)),
    }));
    diagnostics.onWorkspace(({ previousResultIds }, token) => this.#workspaceDiagnostics(previousResultIds, token));
  }

  /** Gives up what a first answer left to be found out. */
  forget(uri: string): void {
    this.#answered.get(uri)?.rest.abort();
    this.#answered.delete(uri);
  }

  async #documentDiagnostics(uri: string, signal: AbortSignal): Promise<Diagnostic[]> {
    const { configs, client, publisher } = this.#options;
    const config = await configs.get(uri);
    signal.throwIfAborted();
    if (!config) {
      this.forget(uri);
      publisher.publishElsewhere({ uri, configFile: pathOfUri(uri) ?? '', findings: [] });
      this.#options.onChecked(uri, configs.versionOf(uri));
      return [];
    }
    const known = this.#answered.get(uri);
    // Asked once more about a version whose end is known, an editor wants to hear it: a first answer would have it ask for ever.
    if (!client.refreshes.diagnostics || (known?.version === config.version && known.isWhole)) {
      const diagnostics = await this.#diagnosticsOf(config, signal);
      this.#options.onChecked(uri, config.version);
      return diagnostics;
    }
    return this.#firstDiagnostics(config, signal);
  }

  /** Answers as soon as anything is known; when the rest is known as well, the editor is told to ask again. */
  #firstDiagnostics(config: OpenConfig, signal: AbortSignal): Promise<Diagnostic[]> {
    const { uri, version } = config;
    const { connection, onChecked, onError } = this.#options;
    this.forget(uri);
    const answered = { version, rest: new AbortController(), isWhole: false };
    this.#answered.set(uri, answered);
    let isAnswered = false;
    signal.addEventListener('abort', () => isAnswered || answered.rest.abort());
    return new Promise((resolve, reject) => {
      const answer = (diagnostics: Diagnostic[]) => {
        isAnswered = true;
        resolve(diagnostics);
      };
      this.#diagnosticsOf(config, answered.rest.signal, answer).then(
        (diagnostics) => {
          answered.isWhole = true;
          if (isAnswered) void connection.languages.diagnostics.refresh();
          else resolve(diagnostics);
          onChecked(uri, version);
        },
        (error) => {
          if (!isAnswered) reject(error);
          else if (!answered.rest.signal.aborted) onError(error);
        },
      );
    });
  }

  #workspaceDiagnostics(
    previous: readonly { readonly uri: string; readonly value: string }[],
    token: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> {
    const known = new Map(previous.map(({ uri, value }) => [uri, value]));
    return untilCancelled(token, async (signal) => {
      const { configs, roots } = this.#options;
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      for (const folder of roots.folders) {
        const found = await findConfigs(folder, (path) => configs.claims(uriOfPath(path)), signal);
        for (const { configFile, kind, text } of found) {
          const uri = uriOfPath(configFile);
          // What a person edits is told document by document; a config in a folder within a folder is told once.
          if (configs.isOpen(uri) || roots.rootOf(configFile) !== folder) continue;
          const view = { uri, kind, text, outline: outlineOf(text), place: { configFile, root: folder } };
          const diagnostics = await this.#diagnosticsOf(view, signal);
          items.push(reportOf(uri, diagnostics, known.get(uri)));
        }
      }
      const told = new Set(items.map(({ uri }) => uri));
      for (const uri of known.keys()) if (!told.has(uri)) items.push(reportOf(uri, [], undefined));
      return { items };
    });
  }

  async #diagnosticsOf(
    config: ConfigToCheck | OpenConfig,
    signal: AbortSignal,
    onDiagnostics?: (diagnostics: Diagnostic[]) => void,
  ): Promise<Diagnostic[]> {
    const { checker, publisher } = this.#options;
    const told = (findings: Finding[]) => {
      if (config instanceof OpenConfig) config.findings = findings;
      return publisher.publishElsewhere({ uri: config.uri, configFile: config.place.configFile, findings });
    };
    const findings = await checker.check(config, signal, (early) => {
      if (!signal.aborted) onDiagnostics?.(told(early));
    });
    signal.throwIfAborted();
    if (!findings) throw new ResponseError(LSPErrorCodes.ServerCancelled, ENDED, { retriggerRequest: false });
    return told(findings);
  }
}

/** A result is known by a digest of the diagnostics: data that changed under the same config changes it too. */
function reportOf(
  uri: string,
  items: Diagnostic[],
  knownResult: string | undefined,
): WorkspaceDocumentDiagnosticReport {
  const resultId = createHash('sha256').update(JSON.stringify(items)).digest('base64url');
  if (resultId === knownResult) {
    return { kind: DocumentDiagnosticReportKind.Unchanged, uri, version: null, resultId };
  }
  return { kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId, items };
}
