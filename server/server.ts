import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { dataframePath } from '../core/language/config-view.ts';
import { CheckQueue } from './check-queue.ts';
import { Checker } from './checker.ts';
import { ClientFacts } from './client-facts.ts';
import { StreamingDataframeStore } from './dataframe-store.ts';
import { FEATURES } from './features/features.ts';
import { KnownConfigs } from './known-configs.ts';
import { OpenConfigs } from './open-configs.ts';
import { OpenDataframes } from './open-dataframes.ts';
import { DiagnosticsPublisher } from './publish-diagnostics.ts';
import { PullDiagnostics } from './pull-diagnostics.ts';
import { SettingsCache } from './settings.ts';
import { showFindings } from './show-findings.ts';
import { pathOfUri } from './uris.ts';
import { WorkspaceRoots } from './workspace-roots.ts';

/** How long typing pauses before the project is checked. */
const PAUSE_MS = 150;

/** Configs, dataframes, and the lists that a dataset is made of. */
const WATCHED = '**/*.{yml,yaml,csv,parquet,txt}';

/** Speaks LSP on the connection: checks every config of ours, as typed, and helps to write it. */
export function serve(connection: Connection): void {
  const client = new ClientFacts();
  const documents = new TextDocuments(TextDocument);
  const roots = new WorkspaceRoots();
  const settings = new SettingsCache(connection);
  const configs = new OpenConfigs(documents, roots, settings);
  const knownConfigs = new KnownConfigs(configs, roots);
  const openDataframes = new OpenDataframes(documents);
  const checker = new Checker(connection, client, openDataframes);
  const dataframes = new StreamingDataframeStore(openDataframes, logged('A dataframe could not be read'));
  const publisher = new DiagnosticsPublisher((diagnostics) => {
    void connection.sendDiagnostics(diagnostics);
  });
  const queue = new CheckQueue({ pauseMs: PAUSE_MS, run: pushDiagnostics, onError: logged('The check failed') });
  const edits = new CheckQueue({ pauseMs: PAUSE_MS, run: dataframeChanged, onError: logged('The check failed') });
  new PullDiagnostics({ connection, configs, roots, openDataframes, checker, publisher });
  for (const feature of FEATURES)
    feature.listen({ connection, client, configs, knownConfigs, roots, checker, dataframes, openDataframes });

  connection.onInitialize((params) => {
    client.initialize(params);
    roots.initialize(params);
    settings.clientAnswers = params.capabilities.workspace?.configuration ?? false;
    publisher.relatedInformation = client.relatedInformation;
    const offered = FEATURES.filter(({ name }) => !client.without.has(name));
    const features: ServerCapabilities = Object.assign({}, ...offered.map(({ capabilities }) => capabilities));
    return {
      capabilities: {
        ...features,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        workspace: { ...features.workspace, workspaceFolders: { supported: true, changeNotifications: true } },
        ...(client.pullsDiagnostics && {
          diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true, identifier: 'multitask' },
        }),
      },
      serverInfo: { name: 'multitask-vision' },
    };
  });
  connection.onInitialized(async () => {
    if (roots.clientTellsChanges) {
      connection.workspace.onDidChangeWorkspaceFolders((change) => {
        roots.change(change);
        settings.forget();
        checkAll();
      });
    }
    if (client.registersWatchers) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: WATCHED }],
      });
    }
    if (client.registersConfiguration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'multitask' });
    }
  });
  connection.onDidChangeConfiguration(() => {
    settings.forget();
    checkAll();
  });
  // A dataframe or list that changed may mend or break any of the open configs.
  connection.onDidChangeWatchedFiles(checkAll);
  connection.onShutdown(() => {
    queue.close();
    edits.close();
    dataframes.close();
  });
  dataframes.onReady(() => {
    if (client.refreshes.inlayHint) void connection.languages.inlayHint.refresh();
    if (client.refreshes.codeLens) void connection.sendRequest('workspace/codeLens/refresh');
  });

  // Opening a document counts as a change of its content too.
  documents.onDidChangeContent(({ document }) => {
    if (!client.pullsDiagnostics) queue.schedule(document.uri);
    edits.schedule(document.uri);
  });
  documents.onDidOpen(({ document }) => void readDataframeOf(document.uri));
  documents.onDidSave(({ document }) => edits.schedule(document.uri));
  documents.onDidClose(({ document: { uri } }) => {
    queue.cancel(uri);
    edits.schedule(uri);
    configs.forget(uri);
    settings.forget(uri);
    publisher.clear(uri);
  });
  documents.listen(connection);
  connection.listen();

  function checkAll(): void {
    if (client.refreshes.diagnostics) void connection.languages.diagnostics.refresh();
    if (client.pullsDiagnostics) return;
    for (const uri of documents.keys()) queue.schedule(uri);
  }

  /** Before anybody asks for what is in it. */
  async function readDataframeOf(uri: string): Promise<void> {
    const config = await configs.get(uri);
    const file = config && dataframePath(config);
    if (file !== undefined) await dataframes.get(file);
  }

  /** The configs that read what was opened, edited, saved or closed are checked again. */
  async function dataframeChanged(uri: string): Promise<void> {
    const file = pathOfUri(uri);
    const readers = file === undefined ? [] : await configs.readersOf(file);
    if (file === undefined || readers.length === 0) return;
    // Whoever shows what is in it hears of the new index.
    await dataframes.get(file);
    if (client.refreshes.diagnostics) await connection.languages.diagnostics.refresh();
    if (!client.pullsDiagnostics) for (const config of readers) queue.schedule(config.uri);
  }

  async function pushDiagnostics(uri: string, signal: AbortSignal): Promise<void> {
    const config = await configs.get(uri);
    signal.throwIfAborted();
    if (!config) {
      publisher.clear(uri, documents.get(uri)?.version);
      return;
    }
    const { version, text, place } = config;
    const findings = await checker.check({ ...place, text }, signal);
    const shown = findings && (await showFindings(findings, openDataframes, signal));
    signal.throwIfAborted();
    if (!shown) return;
    config.findings = shown;
    publisher.publish({ uri, version, configFile: place.configFile, findings: shown });
  }

  function logged(what: string): (error: unknown) => void {
    return (error) => connection.console.error(`${what}: ${error instanceof Error ? error.stack : error}`);
  }
}
