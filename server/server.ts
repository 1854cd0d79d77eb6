import {
  type Connection,
  type InitializeParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkConfig } from '../core/check-config.ts';
import { looksLikeConfig } from '../core/config/looks-like-config.ts';
import { looksLikeDatasetConfig } from '../core/dataset-config/looks-like-dataset-config.ts';
import { CheckQueue } from './check-queue.ts';
import { DataframeCache } from './dataframes/dataframe-cache.ts';
import { DiagnosticsPublisher } from './publish-diagnostics.ts';
import { pathOfUri } from './uris.ts';
import { WorkspaceRoots } from './workspace-roots.ts';

/** How long typing pauses before the project is checked. */
const PAUSE_MS = 150;

/** Speaks LSP on the connection: checks every open config of ours, as typed, and publishes what the check finds. */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const roots = new WorkspaceRoots();
  const dataframes = new DataframeCache();
  const publisher = new DiagnosticsPublisher((diagnostics) => {
    void connection.sendDiagnostics(diagnostics);
  });
  const queue = new CheckQueue({
    pauseMs: PAUSE_MS,
    run: checkDocument,
    onError: (error) => connection.console.error(`The check failed: ${error instanceof Error ? error.stack : error}`),
  });

  connection.onInitialize((params: InitializeParams) => {
    roots.initialize(params);
    publisher.relatedInformation = params.capabilities.textDocument?.publishDiagnostics?.relatedInformation ?? false;
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: 'multitask-vision' },
    };
  });
  connection.onInitialized(() => {
    if (!roots.clientTellsChanges) return;
    connection.workspace.onDidChangeWorkspaceFolders((change) => {
      roots.change(change);
      checkAll();
    });
  });
  // A dataframe or list that changed may mend or break any of the open configs.
  connection.onDidChangeWatchedFiles(checkAll);
  connection.onShutdown(() => queue.close());

  // Opening a document counts as a change of its content too.
  documents.onDidChangeContent(({ document }) => queue.schedule(document.uri));
  documents.onDidClose(({ document }) => {
    queue.cancel(document.uri);
    publisher.clear(document.uri);
  });
  documents.listen(connection);
  connection.listen();

  function checkAll(): void {
    for (const uri of documents.keys()) queue.schedule(uri);
  }

  async function checkDocument(uri: string, signal: AbortSignal): Promise<void> {
    const document = documents.get(uri);
    const configFile = pathOfUri(uri);
    if (!document || configFile === undefined) return;
    const { version } = document;
    const text = document.getText();
    if (!looksLikeConfig(text) && !looksLikeDatasetConfig(text)) {
      publisher.clear(uri, version);
      return;
    }
    const checked = await checkConfig({
      configFile,
      root: roots.rootOf(configFile),
      text,
      readCells: dataframes.read,
      signal,
    });
    const { findings } = 'project' in checked ? checked.project : checked.dataset;
    signal.throwIfAborted();
    publisher.publish({ uri, version, configFile, findings });
  }
}
