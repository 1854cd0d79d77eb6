import { isDeepStrictEqual } from 'node:util';
import {
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import type { Finding } from '../schemas/types/finding.ts';
import { ENDED, untilCancelled } from './cancellation.ts';
import type { Checker } from './checker.ts';
import type { ClientFacts } from './client-facts.ts';
import type { OpenConfig } from './open-config.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { DiagnosticsPublisher } from './publish-diagnostics.ts';
import type { Refreshes } from './refreshes.ts';
import { pathOfUri } from './uris.ts';

export interface PullOptions {
  readonly connection: Connection;
  readonly client: ClientFacts;
  readonly refreshes: Refreshes;
  readonly configs: OpenConfigs;
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

/** Answers editors that ask for the diagnostics of a document. */
export class PullDiagnostics {
  readonly #options: PullOptions;
  readonly #answered = new Map<string, Answered>();

  constructor(options: PullOptions) {
    this.#options = options;
    options.connection.languages.diagnostics.on(async ({ textDocument }, token) => ({
      kind: DocumentDiagnosticReportKind.Full,
      items: await untilCancelled(token, (signal) => this.#documentDiagnostics(textDocument.uri, signal)),
    }));
  }

  /** Gives up what a first answer left to be found out; who waits for that answer hears that none comes. */
  forget(uri: string): void {
    this.#answered.get(uri)?.rest.abort(noAnswer());
    this.#answered.delete(uri);
  }

  async #documentDiagnostics(uri: string, signal: AbortSignal): Promise<Diagnostic[]> {
    const { configs, client, publisher } = this.#options;
    const config = await configs.get(uri);
    signal.throwIfAborted();
    if (!config) {
      this.forget(uri);
      publisher.takeBackElsewhere(pathOfUri(uri) ?? '');
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

  /** Answers as soon as anything is known; when the rest is known as well and says something else, the editor is told to ask again. */
  #firstDiagnostics(config: OpenConfig, signal: AbortSignal): Promise<Diagnostic[]> {
    const { uri, version } = config;
    const { refreshes, onChecked, onError } = this.#options;
    this.forget(uri);
    const answered = { version, rest: new AbortController(), isWhole: false };
    this.#answered.set(uri, answered);
    let first: Diagnostic[] | undefined;
    signal.addEventListener('abort', () => first || answered.rest.abort(noAnswer()));
    return new Promise((resolve, reject) => {
      const answer = (diagnostics: Diagnostic[]) => {
        first ??= diagnostics;
        resolve(diagnostics);
      };
      this.#diagnosticsOf(config, answered.rest.signal, answer).then(
        (diagnostics) => {
          answered.isWhole = true;
          if (!first) resolve(diagnostics);
          else if (!isDeepStrictEqual(diagnostics, first)) refreshes.diagnostics();
          onChecked(uri, version);
        },
        (error) => {
          if (!first) reject(error);
          else if (!(error instanceof ResponseError)) onError(error);
        },
      );
    });
  }

  async #diagnosticsOf(
    config: OpenConfig,
    signal: AbortSignal,
    onDiagnostics?: (diagnostics: Diagnostic[]) => void,
  ): Promise<Diagnostic[]> {
    const { checker, configs, publisher } = this.#options;
    const told = (findings: Finding[]) => {
      config.findings = findings;
      return publisher.publishElsewhere({ configFile: config.place.configFile, findings });
    };
    const isWanted = () => !signal.aborted && configs.isOpen(config.uri);
    const findings = await checker.check(config, signal, (early) => {
      if (isWanted()) onDiagnostics?.(told(early));
    });
    signal.throwIfAborted();
    if (!findings || !isWanted()) throw noAnswer();
    return told(findings);
  }
}

/** A person, another question or the document's end put an end to the check: the editor has no reason to repeat its question. */
function noAnswer(): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, ENDED, { retriggerRequest: false });
}
