import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  NotificationType,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { hasImageEnding, IMAGE_ENDINGS } from '../core/images/image-endings.ts';
import { dataframePath, wantedColumns } from '../core/language/config-view.ts';
import { CheckQueue } from './check-queue.ts';
import { Checker } from './checker.ts';
import { ClientFacts } from './client-facts.ts';
import type { DataService } from './data/data-service.ts';
import { DataframeStore } from './dataframe-store.ts';
import { FEATURES } from './features/features.ts';
import { KnownConfigs } from './known-configs.ts';
import { OpenConfigs } from './open-configs.ts';
import { OpenDataframes } from './open-dataframes.ts';
import { DiagnosticsPublisher } from './publish-diagnostics.ts';
import { PullDiagnostics } from './pull-diagnostics.ts';
import { PushDiagnostics } from './push-diagnostics.ts';
import { Refreshes } from './refreshes.ts';
import { SettingsCache } from './settings.ts';
import { pathOfUri } from './uris.ts';
import { WorkspaceDiagnostics } from './workspace-diagnostics.ts';
import { WorkspaceRoots } from './workspace-roots.ts';

/** How long typing in a dataframe pauses before it is read, in milliseconds. What is typed in a config is checked at once. */
const PAUSE_MS = 150;

/** Configs, dataframes, the lists that a dataset is made of, and images. */
const WATCHED = `**/*.{yml,yaml,csv,tsv,parquet,txt,${IMAGE_ENDINGS.join(',')}}`;

/** Says that a version of a config was checked to the end: diagnostics published or asked for from now on are whole. */
const CheckedNotification = new NotificationType<{ readonly uri: string; readonly version: number }>(
  'multitask/checked',
);

/** Starts what does the server's work in proportion to data, given whom to tell of defects. */
export type StartData = (onError: (error: unknown) => void) => DataService;

/** Speaks LSP on the connection: checks every config of ours, as typed, and helps to write it. */
export function serve(connection: Connection, startData: StartData): void {
  const client = new ClientFacts();
  const refreshes = new Refreshes(connection, client);
  const documents = new TextDocuments(TextDocument);
  const roots = new WorkspaceRoots();
  const settings = new SettingsCache(connection, roots);
  const configs = new OpenConfigs(documents, roots, settings);
  const knownConfigs = new KnownConfigs(configs, roots);
  const openDataframes = new OpenDataframes(documents);
  const data = startData(logged('The thread that reads data failed'));
  const dataframes = new DataframeStore(
    data,
    openDataframes,
    () => configs.dataframes(),
    logged('A dataframe could not be read'),
  );
  const checker = new Checker({ connection, client, settings, configs, data, dataframes, openDataframes });
  const publisher = new DiagnosticsPublisher((diagnostics) => {
    void connection.sendDiagnostics(diagnostics);
  });
  const onError = logged('The check failed');
  const push = new PushDiagnostics({ configs, checker, publisher, onChecked, onError });
  const pull = new PullDiagnostics({ connection, client, refreshes, configs, checker, publisher, onChecked, onError });
  const workspace = new WorkspaceDiagnostics({ connection, client, configs, knownConfigs, checker, publisher });
  const edits = new CheckQueue({ pauseMs: PAUSE_MS, run: dataframeChanged, onError });
  for (const feature of FEATURES) {
    feature.listen({
      connection,
      client,
      settings,
      configs,
      knownConfigs,
      roots,
      checker,
      dataframes,
      openDataframes,
    });
  }

  connection.onInitialize((params) => {
    client.initialize(params);
    roots.initialize(params);
    settings.clientAnswers = params.capabilities.workspace?.configuration ?? false;
    publisher.relatedInformation = client.relatedInformation;
    publisher.withoutCodes = client.withoutCodes;
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
    const wanted = [
      client.registersWatchers &&
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: WATCHED }] }),
      client.registersConfiguration &&
        connection.client.register(DidChangeConfigurationNotification.type, { section: 'multitask' }),
    ];
    await Promise.all(wanted);
  });
  connection.onDidChangeConfiguration(() => {
    settings.forget();
    checkAll();
  });
  // A dataframe, list or image that changed may mend or break any of the open configs.
  connection.onDidChangeWatchedFiles(({ changes }) => {
    data.imagesChanged(changes.flatMap(({ uri }) => imageAt(uri) ?? []));
    checkAll();
  });
  connection.onShutdown(() => {
    push.close();
    edits.close();
    data.close();
  });
  dataframes.onReady(() => refreshes.facts());

  // Opening a document counts as a change of its content too.
  documents.onDidChangeContent(({ document }) => {
    if (!client.pullsDiagnostics) push.schedule(document.uri);
    edits.schedule(document.uri);
  });
  documents.onDidOpen(({ document }) => {
    workspace.changed();
    readDataframeOf(document.uri).catch(onError);
  });
  documents.onDidSave(({ document }) => edits.schedule(document.uri));
  documents.onDidClose(({ document: { uri } }) => {
    workspace.changed();
    push.cancel(uri);
    edits.schedule(uri);
    pull.forget(uri);
    configs.forget(uri);
    publisher.clear(uri);
  });
  documents.listen(connection);
  connection.listen();

  function checkAll(): void {
    workspace.changed();
    refreshes.diagnostics();
    if (client.pullsDiagnostics) return;
    for (const uri of documents.keys()) push.schedule(uri);
  }

  /** Before anybody asks for what is in it. */
  async function readDataframeOf(uri: string): Promise<void> {
    const config = await configs.get(uri);
    if (!config) return;
    const file = dataframePath(config);
    if (file !== undefined) await dataframes.get(file, wantedColumns(config));
  }

  /** The configs that read what was opened, edited, saved or closed are checked again. */
  async function dataframeChanged(uri: string): Promise<void> {
    const file = pathOfUri(uri);
    if (!(await configs.get(uri))) workspace.changed();
    const readers = file === undefined ? [] : await configs.readersOf(file);
    if (file === undefined || readers.length === 0) return;
    // Whoever shows what is in it hears of the new index.
    for (const config of readers) await dataframes.get(file, wantedColumns(config));
    refreshes.diagnostics();
    if (!client.pullsDiagnostics) for (const config of readers) push.schedule(config.uri);
  }

  function onChecked(uri: string, version: number | undefined): void {
    if (client.wantsChecked && version !== undefined)
      void connection.sendNotification(CheckedNotification, { uri, version });
  }

  function logged(what: string): (error: unknown) => void {
    return (error) => connection.console.error(`${what}: ${error instanceof Error ? error.stack : error}`);
  }
}

/** The image file that a URI names, if it does by its ending. */
function imageAt(uri: string): string | undefined {
  const file = pathOfUri(uri);
  return file !== undefined && hasImageEnding(file) ? file : undefined;
}
