import { createHash } from 'node:crypto';
import {
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type PreviousResultId,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import type { Finding } from '../schemas/types/finding.ts';
import { untilCancelled } from './cancellation.ts';
import type { Checker } from './checker.ts';
import type { ClientFacts } from './client-facts.ts';
import type { KnownConfigs } from './known-configs.ts';
import type { OpenConfig } from './open-config.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { DiagnosticsPublisher } from './publish-diagnostics.ts';
import { pathOfUri } from './uris.ts';

export interface WorkspaceDiagnosticsOptions {
  readonly connection: Connection;
  readonly client: ClientFacts;
  readonly configs: OpenConfigs;
  readonly knownConfigs: KnownConfigs;
  readonly checker: Checker;
  readonly publisher: DiagnosticsPublisher;
}

/** What was found in a config that is not open. A result is known by a digest of the diagnostics: data that changed under the same config changes it too. */
interface Result {
  readonly uri: string;
  readonly resultId: string;
  readonly items: Diagnostic[];
}

/** By the path of the config. */
type Results = ReadonlyMap<string, Result>;

/** Answers editors that ask for the diagnostics of every config in the workspace. What a person edits is told document by document. */
export class WorkspaceDiagnostics {
  readonly #options: WorkspaceDiagnosticsOptions;
  #results: Results = new Map();
  /** Whether anything happened since the results were found that may change them. */
  #isOld = true;

  constructor(options: WorkspaceDiagnosticsOptions) {
    this.#options = options;
    options.connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token) =>
      untilCancelled(token, async (signal) => ({
        items: this.#reports(await this.#current(signal), previousResultIds),
      })),
    );
  }

  /** A file, a setting, or what is open has changed. */
  changed(): void {
    this.#isOld = true;
  }

  /** VS Code asks every two seconds: where it tells of changes, nothing is looked through again without one. */
  async #current(signal: AbortSignal): Promise<Results> {
    if (!this.#isOld && this.#options.client.registersWatchers) return this.#results;
    this.#isOld = false;
    try {
      const results = await this.#checked(signal);
      this.#takeBack([...this.#results.keys()].filter((configFile) => !results.has(configFile)));
      this.#results = results;
      return results;
    } catch (error) {
      this.#isOld = true;
      throw error;
    }
  }

  async #checked(signal: AbortSignal): Promise<Results> {
    const { configs, knownConfigs, checker } = this.#options;
    const results = new Map<string, Result>();
    for (const { config, isOpen } of await knownConfigs.all(signal)) {
      if (isOpen) continue;
      const { configFile } = config.place;
      const findings = await checker.check(config, signal);
      signal.throwIfAborted();
      // It may have been opened meanwhile.
      if (configs.isOpenFile(configFile)) continue;
      // Where a person ended the check, what was known stays.
      const result = findings ? this.#resultOf(config, findings) : this.#results.get(configFile);
      if (result) results.set(configFile, result);
    }
    return results;
  }

  #resultOf({ uri, place: { configFile } }: OpenConfig, findings: readonly Finding[]): Result {
    const items = this.#options.publisher.publishElsewhere({ configFile, findings });
    return { uri, resultId: createHash('sha256').update(JSON.stringify(items)).digest('base64url'), items };
  }

  /** Configs that are gone say no more about other files; what open ones say was put in its place. */
  #takeBack(configFiles: readonly string[]): void {
    const { configs, publisher } = this.#options;
    for (const configFile of configFiles) if (!configs.isOpenFile(configFile)) publisher.takeBackElsewhere(configFile);
  }

  #reports(results: Results, previous: readonly PreviousResultId[]): WorkspaceDocumentDiagnosticReport[] {
    // An editor may write another URI for the same file.
    const shown = new Map(previous.map((known) => [pathOfUri(known.uri) ?? known.uri, known]));
    const reports = [...results].map(([configFile, { uri, resultId, items }]): WorkspaceDocumentDiagnosticReport => {
      const known = shown.get(configFile);
      return known?.value === resultId
        ? { kind: DocumentDiagnosticReportKind.Unchanged, uri: known.uri, version: null, resultId }
        : { kind: DocumentDiagnosticReportKind.Full, uri: known?.uri ?? uri, version: null, resultId, items };
    });
    for (const [file, { uri }] of shown) {
      if (results.has(file) || this.#options.configs.isOpenFile(file)) continue;
      reports.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
    }
    return reports;
  }
}
