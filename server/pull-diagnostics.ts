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
import type { Finding } from '../schemas/types/finding.ts';
import { ENDED, untilCancelled } from './cancellation.ts';
import type { Checker, ConfigToCheck } from './checker.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { OpenDataframes } from './open-dataframes.ts';
import type { DiagnosticsPublisher } from './publish-diagnostics.ts';
import { showFindings } from './show-findings.ts';
import { pathOfUri, uriOfPath } from './uris.ts';
import { findConfigs } from './workspace-configs.ts';
import type { WorkspaceRoots } from './workspace-roots.ts';

export interface PullOptions {
  readonly connection: Connection;
  readonly configs: OpenConfigs;
  readonly roots: WorkspaceRoots;
  readonly openDataframes: OpenDataframes;
  readonly checker: Checker;
  readonly publisher: DiagnosticsPublisher;
}

/** Answers editors that ask for diagnostics: of a document, and of every config in the workspace. */
export class PullDiagnostics {
  readonly #options: PullOptions;

  constructor(options: PullOptions) {
    this.#options = options;
    const { diagnostics } = options.connection.languages;
    diagnostics.on(async ({ textDocument }, token) => ({
      kind: DocumentDiagnosticReportKind.Full,
      items: await this.#documentDiagnostics(textDocument.uri, token),
    }));
    diagnostics.onWorkspace(({ previousResultIds }, token) => this.#workspaceDiagnostics(previousResultIds, token));
  }

  async #documentDiagnostics(uri: string, token: CancellationToken): Promise<Diagnostic[]> {
    const { configs, publisher } = this.#options;
    const config = await configs.get(uri);
    if (!config) {
      publisher.publishElsewhere({ uri, configFile: pathOfUri(uri) ?? '', findings: [] });
      return [];
    }
    return untilCancelled(token, async (signal) => {
      config.findings = await this.#check({ ...config.place, text: config.text }, signal);
      return publisher.publishElsewhere({ uri, configFile: config.place.configFile, findings: config.findings });
    });
  }

  #workspaceDiagnostics(
    previous: readonly { readonly uri: string; readonly value: string }[],
    token: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> {
    const known = new Map(previous.map(({ uri, value }) => [uri, value]));
    return untilCancelled(token, async (signal) => {
      const { configs, roots, publisher } = this.#options;
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      for (const folder of roots.folders) {
        const found = await findConfigs(folder, (path) => configs.claims(uriOfPath(path)), signal);
        for (const { configFile, text } of found) {
          const uri = uriOfPath(configFile);
          // What a person edits is told document by document; a config in a folder within a folder is told once.
          if (configs.isOpen(uri) || roots.rootOf(configFile) !== folder) continue;
          const findings = await this.#check({ configFile, root: folder, text }, signal);
          const diagnostics = publisher.publishElsewhere({ uri, configFile, findings });
          items.push(reportOf(uri, diagnostics, known.get(uri)));
        }
      }
      const told = new Set(items.map(({ uri }) => uri));
      for (const uri of known.keys()) if (!told.has(uri)) items.push(reportOf(uri, [], undefined));
      return { items };
    });
  }

  /** What the check finds, as it is shown. */
  async #check(config: ConfigToCheck, signal: AbortSignal): Promise<readonly Finding[]> {
    const { checker, openDataframes } = this.#options;
    const findings = await checker.check(config, signal);
    if (!findings) throw new ResponseError(LSPErrorCodes.ServerCancelled, ENDED, { retriggerRequest: false });
    return showFindings(findings, openDataframes, signal);
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
