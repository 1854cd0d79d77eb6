import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { onTestFinished } from 'vitest';
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type ConfigurationItem,
  ConfigurationRequest,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  ExitNotification,
  FileChangeType,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  InlayHintRefreshRequest,
  LogMessageNotification,
  type ProgressToken,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  type TextDocumentContentChangeEvent,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import { openChannel, type Transport } from './transports.ts';

/** What the server may ask of the editor, which says yes to all of it. */
const NOTED = [
  RegistrationRequest.method,
  InlayHintRefreshRequest.method,
  CodeLensRefreshRequest.method,
  DiagnosticRefreshRequest.method,
  WorkDoneProgressCreateRequest.method,
];

/** What the server says when it has checked a version of a config to the end. */
const CHECKED = 'multitask/checked';

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object | undefined;
  /** What workspace/configuration is answered with; undefined: the editor has no settings. */
  readonly settings?: unknown;
}

/** An editor without a screen: starts a language server and waits for what it publishes, never for time. */
export class LanguageClient {
  readonly #process: ChildProcess | undefined;
  readonly stderr: string[] = [];
  initialized: InitializeResult | undefined;
  /** For requests of all kinds. */
  readonly connection: ProtocolConnection;
  readonly #published: PublishDiagnosticsParams[] = [];
  readonly #versions = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  /** It asks for diagnostics again when the server says so. */
  #asksAgain = false;

  constructor(transport: Transport) {
    const channel = openChannel(transport);
    this.#process = channel.process;
    this.connection = channel.connection;
    this.#process?.stderr?.on('data', (chunk: Buffer) => this.stderr.push(chunk.toString()));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.#published.push(params);
      for (const look of this.#waiting) look();
    });
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) => {
      this.asked.push(...items);
      return items.map(() => this.settings ?? null);
    });
    for (const method of NOTED) this.connection.onRequest(method, (params) => this.#note(method, params));
    for (const method of ['$/progress', LogMessageNotification.method, CHECKED, ShowMessageNotification.method])
      this.connection.onNotification(method, (params) => void this.#note(method, params));
    this.connection.listen();
  }

  /** What the server asks of the editor or tells it beside diagnostics, by method. */
  readonly told: { readonly method: string; readonly params: unknown }[] = [];
  /** What workspace/configuration asked for. */
  readonly asked: ConfigurationItem[] = [];
  settings: unknown;

  #note(method: string, params: unknown): null {
    this.told.push({ method, params });
    for (const look of this.#waiting) look();
    return null;
  }

  /** The first thing with the method, told already or later, that passes the test. */
  toldOf(method: string, test: (params: unknown) => boolean = () => true): Promise<unknown> {
    return this.#until(() => this.told.find((told) => told.method === method && test(told.params))).then(
      ({ params }) => params,
    );
  }

  /** Says that settings changed. */
  async changeSettings(settings: unknown): Promise<void> {
    this.settings = settings;
    await this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  async cancelProgress(token: ProgressToken): Promise<void> {
    await this.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
  }

  /** A client whose server is initialized and ends with the test. */
  static async start(
    folder: string,
    transport: Transport = 'stdio',
    { capabilities = {}, initializationOptions, settings }: ClientOptions = {},
  ): Promise<LanguageClient> {
    const client = new LanguageClient(transport);
    client.settings = settings;
    client.#asksAgain = capabilities.workspace?.diagnostics?.refreshSupport ?? false;
    onTestFinished(() => {
      client.#process?.kill();
      client.connection.dispose();
    });
    client.initialized = await client.connection.sendRequest(InitializeRequest.type, {
      // A server in this process would end it when it takes its editor for dead.
      processId: client.#process ? process.pid : null,
      rootUri: null,
      workspaceFolders: [{ uri: uriOf(folder), name: 'project' }],
      capabilities: {
        ...capabilities,
        workspace: { workspaceFolders: true, configuration: settings !== undefined, ...capabilities.workspace },
        textDocument: {
          publishDiagnostics: { relatedInformation: true, versionSupport: true },
          ...capabilities.textDocument,
        },
      },
      initializationOptions: { checked: true, ...initializationOptions },
    });
    await client.connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  /** Opens a document and resolves with the diagnostics of its first version. */
  async open(file: string, text: string): Promise<Diagnostic[]> {
    return this.diagnostics(file, await this.openSilently(file, text));
  }

  /** Opens a document; returns its first version. */
  async openSilently(file: string, text: string): Promise<number> {
    const version = this.#nextVersion(file);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file), languageId: 'yaml', version, text },
    });
    return version;
  }

  /** Replaces a document's text; returns its new version. */
  change(file: string, text: string): Promise<number> {
    return this.edit(file, [{ text }]);
  }

  /** Changes parts of a document, one after the other; returns its new version. */
  async edit(file: string, contentChanges: TextDocumentContentChangeEvent[]): Promise<number> {
    const version = this.#nextVersion(file);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file), version },
      contentChanges,
    });
    return version;
  }

  /** Says that the document was saved. */
  save(file: string): Promise<void> {
    return this.connection.sendNotification(DidSaveTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file) },
    });
  }

  /** The diagnostics of a document as it is, asked for; where the server answers before it knows all, asked for again. */
  async pull(file: string): Promise<Diagnostic[]> {
    const first = await this.#pullOnce(file);
    if (!this.#asksAgain) return first;
    await this.#checked(file, this.#versions.get(file));
    return this.#pullOnce(file);
  }

  async #pullOnce(file: string): Promise<Diagnostic[]> {
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: uriOf(file) },
    });
    if (report.kind !== DocumentDiagnosticReportKind.Full) throw new Error('Nothing was known before.');
    return report.items;
  }

  /** Resolves when the server has checked a version of a document to the end. */
  async #checked(file: string, version: number | undefined): Promise<void> {
    await this.toldOf(CHECKED, (params) => isDeepStrictEqual(params, { uri: uriOf(file), version }));
  }

  close(file: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: uriOf(file) },
    });
  }

  /** Says that a file changed on disk. */
  changedOnDisk(file: string, type: FileChangeType = FileChangeType.Changed): Promise<void> {
    return this.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(file), type }],
    });
  }

  changeFolders(added: string[], removed: string[]): Promise<void> {
    const folders = (paths: string[]) => paths.map((path) => ({ uri: uriOf(path), name: path }));
    return this.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: folders(added), removed: folders(removed) },
    });
  }

  /** All diagnostics published for a version of a document. */
  async diagnostics(file: string, version: number): Promise<Diagnostic[]> {
    await this.#checked(file, version);
    const isOfVersion = (params: PublishDiagnosticsParams) => params.uri === uriOf(file) && params.version === version;
    return this.#published.findLast(isOfVersion)?.diagnostics ?? this.published(file, isOfVersion);
  }

  /** The first diagnostics for the file, published already or later, that pass the test. */
  async published(file: string, test: (params: PublishDiagnosticsParams) => boolean): Promise<Diagnostic[]> {
    const uri = uriOf(file);
    return (await this.#until(() => this.#published.find((params) => params.uri === uri && test(params)))).diagnostics;
  }

  /** What was published last for each file, but for files without diagnostics. */
  shown(): Map<string, PublishDiagnosticsParams> {
    const last = new Map(this.#published.map((params) => [params.uri, params]));
    return new Map([...last].filter(([, { diagnostics }]) => diagnostics.length > 0));
  }

  /** Resolves when the test passes, now or after something more was published. */
  async untilShown(test: () => boolean): Promise<void> {
    await this.#until(() => test() || undefined);
  }

  /** What `find` finds, now or when something more has come. */
  #until<Found>(find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Every version of a document for which diagnostics were published so far. */
  publishedVersions(file: string): (number | undefined)[] {
    return this.#published.filter(({ uri }) => uri === uriOf(file)).map(({ version }) => version);
  }

  /** Forgets what was published so far, to wait for what comes next. */
  forget(): void {
    this.#published.length = 0;
  }

  /** Ends the server as editors do; resolves with its exit code. */
  async shutdown(): Promise<number | null> {
    if (!this.#process) throw new Error('A server in this process does not exit.');
    const ended = once(this.#process, 'exit');
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const [code] = (await ended) as [number | null];
    return code;
  }

  #nextVersion(file: string): number {
    const version = (this.#versions.get(file) ?? 0) + 1;
    this.#versions.set(file, version);
    return version;
  }
}

export const uriOf = (path: string) => pathToFileURL(path).href;
