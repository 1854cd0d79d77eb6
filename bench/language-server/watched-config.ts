import { dirname } from 'node:path';
import {
  CancellationTokenSource,
  type ClientCapabilities,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type InlayHint,
  InlayHintRefreshRequest,
  InlayHintRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
} from 'vscode-languageserver/node';
import { Editor, uriOf } from './editor.ts';
import { ServerProcess } from './server-process.ts';

/** told: the server publishes diagnostics. asked: the editor asks for them after each change, and again when the server says so. */
export type Mode = 'told' | 'asked';

/** Diagnostics as the editor got them. */
interface Shown {
  readonly version: number;
  readonly codes: readonly (string | number | undefined)[];
  /** By performance.now(). */
  readonly at: number;
}

/** An editor with one config open, which notes when it gets which diagnostics. */
export class WatchedConfig {
  #editor!: Editor;
  readonly #file: string;
  readonly #mode: Mode;
  readonly #shown: Shown[] = [];
  /** When the server said that it checked a version to the end. */
  readonly #checked = new Map<number, number>();
  readonly #waiting = new Set<(late?: boolean) => void>();
  /** How often the server said that inlay hints changed. */
  #refreshes = 0;
  #version = 0;
  #text = '';
  #asking: CancellationTokenSource | undefined;
  #ended = false;

  private constructor(file: string, mode: Mode) {
    this.#file = file;
    this.#mode = mode;
  }

  /** Beside a server process of its own, which is told of the folder that the config is in. */
  static async start(file: string, mode: Mode, environment: Record<string, string>): Promise<WatchedConfig> {
    const capabilities: ClientCapabilities = {
      workspace: { inlayHint: { refreshSupport: true }, diagnostics: { refreshSupport: true } },
      textDocument: { publishDiagnostics: { versionSupport: true }, ...(mode === 'asked' && { diagnostic: {} }) },
    };
    const config = new WatchedConfig(file, mode);
    const listen = (connection: ProtocolConnection) => config.#listen(connection);
    config.#editor = new Editor(await ServerProcess.start(dirname(file), { capabilities, environment }, listen));
    return config;
  }

  #listen(connection: ProtocolConnection): void {
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      if (uri === uriOf(this.#file) && version !== undefined) this.#note(version, diagnostics);
    });
    connection.onNotification('multitask/checked', ({ uri, version }: { uri: string; version: number }) => {
      if (uri !== uriOf(this.#file)) return;
      this.#checked.set(version, performance.now());
      this.#look();
    });
    connection.onRequest(DiagnosticRefreshRequest.type, () => void this.#pull());
    connection.onRequest(InlayHintRefreshRequest.type, () => {
      this.#refreshes += 1;
      this.#look();
    });
  }

  get text(): string {
    return this.#text;
  }

  /** Bytes of memory that the server holds now and held at most. */
  get memory() {
    return this.#editor.server.memory();
  }

  /** What the editor got so far, the newest last. */
  get shown(): readonly Shown[] {
    return this.#shown;
  }

  /** Returns the first version. */
  async open(text: string): Promise<number> {
    this.#text = text;
    this.#version = await this.#editor.open(this.#file, text);
    void this.#pull();
    return this.#version;
  }

  /** Puts a piece in place of the letters from one offset to another; returns the new version. */
  async type(from: number, to: number, piece: string): Promise<number> {
    const range = { start: this.positionAt(from), end: this.positionAt(to) };
    this.#text = this.#text.slice(0, from) + piece + this.#text.slice(to);
    this.#version = await this.#editor.edit(this.#file, { range, text: piece });
    void this.#pull();
    return this.#version;
  }

  changedOnDisk(file: string): Promise<void> {
    return this.#editor.changedOnDisk(file);
  }

  /** Ends the server. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#asking?.cancel();
    await this.#editor.server.end();
  }

  positionAt(offset: number): { line: number; character: number } {
    const before = this.#text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before.at(-1)!.length };
  }

  /** Milliseconds since `begin` until the editor has diagnostics of the version; undefined where it takes longer. */
  async untilShown(version: number, begin: number, longest: number): Promise<number | undefined> {
    const found = await this.#until(() => this.#shown.find((shown) => shown.version === version), begin + longest);
    return found && found.at - begin;
  }

  /** Milliseconds since `begin` until the server has checked the version to the end; undefined where it takes longer. */
  async untilChecked(version: number, begin: number, longest: number): Promise<number | undefined> {
    const at = await this.#until(() => this.#checked.get(version), begin + longest);
    return at && at - begin;
  }

  /** Milliseconds since `begin` until the inlay hints have the text; undefined where it takes longer. */
  async untilHinted(text: string, begin: number, longest: number): Promise<number | undefined> {
    const range = { start: { line: 0, character: 0 }, end: this.positionAt(this.#text.length) };
    for (;;) {
      const before = this.#refreshes;
      const hints = (await this.ask(InlayHintRequest.method, { range })) as InlayHint[] | null;
      const now = performance.now();
      if (hints?.some(({ label }) => String(label).includes(text))) return now - begin;
      const refreshed = await this.#until(() => (this.#refreshes > before ? true : undefined), begin + longest);
      if (!refreshed) return undefined;
    }
  }

  /** The answer to a question about the config. */
  ask(method: string, params: object): Promise<unknown> {
    return this.#editor.server.request(method, { textDocument: { uri: uriOf(this.#file) }, ...params });
  }

  /** Asks for diagnostics as editors do that ask: a further change takes the question back. */
  async #pull(): Promise<void> {
    if (this.#mode === 'told' || this.#ended) return;
    this.#asking?.cancel();
    const asking = new CancellationTokenSource();
    this.#asking = asking;
    const version = this.#version;
    const params = { textDocument: { uri: uriOf(this.#file) } };
    const { connection } = this.#editor.server;
    try {
      const report = await connection.sendRequest(DocumentDiagnosticRequest.type, params, asking.token);
      if (report.kind === DocumentDiagnosticReportKind.Full) this.#note(version, report.items);
    } catch (error) {
      if (!asking.token.isCancellationRequested) throw error;
    }
  }

  #note(version: number, diagnostics: readonly Diagnostic[]): void {
    this.#shown.push({ version, codes: diagnostics.map(({ code }) => code), at: performance.now() });
    this.#look();
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }

  /** What `find` finds, now or when the server has said more; undefined when it is too late. */
  #until<Found>(find: () => Found | undefined, latest: number): Promise<Found | undefined> {
    return new Promise((resolve) => {
      const look = (late = false) => {
        const found = find();
        if (found === undefined && !late) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => look(true), Math.max(0, latest - performance.now()));
      this.#waiting.add(look);
      look();
    });
  }
}
