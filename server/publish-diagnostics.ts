import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { Finding } from '../schemas/types/finding.ts';
import { diagnosticOf } from './diagnostics.ts';
import { pathOfUri, uriOfPath } from './uris.ts';

export interface CheckedDocument {
  /** As the editor writes it. */
  readonly uri: string;
  readonly version: number;
  readonly configFile: string;
  readonly findings: readonly Finding[];
}

/**
 * Publishes findings on the files they are about: on the config itself, and on the dataframes it reads. A dataframe shows the findings of every
 * open config that reads it, each once.
 */
export class DiagnosticsPublisher {
  relatedInformation = false;
  /** Codes of findings that the editor shows already. */
  withoutCodes: ReadonlySet<string> = new Set();
  readonly #send: (params: PublishDiagnosticsParams) => void;
  /** Per config, by its path: its diagnostics on other files. */
  readonly #elsewhere = new Map<string, Map<string, Diagnostic[]>>();

  constructor(send: (params: PublishDiagnosticsParams) => void) {
    this.#send = send;
  }

  publish(checked: CheckedDocument): void {
    const { uri, version } = checked;
    this.#send({ uri, version, diagnostics: this.publishElsewhere(checked) });
  }

  /** Publishes the findings on other files; returns those on the config itself. */
  publishElsewhere({ configFile, findings }: Pick<CheckedDocument, 'configFile' | 'findings'>): Diagnostic[] {
    const own: Diagnostic[] = [];
    const elsewhere = new Map<string, Diagnostic[]>();
    for (const finding of findings) {
      if (this.withoutCodes.has(finding.code)) continue;
      const diagnostic = diagnosticOf(finding, this);
      const { file } = finding.location;
      if (file === configFile) own.push(diagnostic);
      else elsewhere.set(uriOfPath(file), [...(elsewhere.get(uriOfPath(file)) ?? []), diagnostic]);
    }
    this.#replace(configFile, elsewhere);
    return own;
  }

  /** Takes back what the config says about other files. */
  takeBackElsewhere(configFile: string): void {
    this.#replace(configFile, new Map());
  }

  /** Takes everything back that was published for the config; what configs say about it, where it is a dataframe, stays. */
  clear(uri: string, version?: number): void {
    const file = pathOfUri(uri);
    if (file !== undefined) this.takeBackElsewhere(file);
    if (file !== undefined && this.#saidAbout(uriOfPath(file)).length > 0) return;
    this.#send({ uri, diagnostics: [], ...(version === undefined ? {} : { version }) });
  }

  #replace(configFile: string, diagnostics: Map<string, Diagnostic[]>): void {
    const touched = new Set([...(this.#elsewhere.get(configFile)?.keys() ?? []), ...diagnostics.keys()]);
    this.#elsewhere.set(configFile, diagnostics);
    if (diagnostics.size === 0) this.#elsewhere.delete(configFile);
    for (const uri of touched) {
      this.#send({ uri, diagnostics: this.#saidAbout(uri) });
    }
  }

  /** By every config that reads the file, each diagnostic once. */
  #saidAbout(uri: string): Diagnostic[] {
    const all = [...this.#elsewhere.values()].flatMap((files) => files.get(uri) ?? []);
    return [...new Map(all.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
  }
}
