import { Worker } from 'node:worker_threads';
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  PortMessageReader,
  PortMessageWriter,
} from 'vscode-languageserver/node';
import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import type { CheckListener, CheckResult, ConfigToCheck, DataService, UnsavedContent } from './data-service.ts';
import {
  CheckRequest,
  FoundNotification,
  ImagesChangedNotification,
  ImagesNotification,
  IndexRequest,
  UnsavedNotification,
} from './messages.ts';

/** What the thread makes and forgets again is short texts; V8's own 48 MB for that would only be held. */
const YOUNG_MB = 12;

interface Thread {
  readonly worker: Worker;
  readonly connection: MessageConnection;
}

/** Has the work done in a thread of its own, which is started when it is first needed, and again should it ever end. */
export class ThreadData implements DataService {
  readonly #program: URL;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Map<number, CheckListener>();
  /** What a new thread must be told. */
  readonly #unsaved = new Map<string, UnsavedContent>();
  #thread: Thread | undefined;
  #checks = 0;
  #closed = false;

  /**
   * @param program The thread's module.
   * @param onError Told why the thread ended by itself, if it does, and of listeners that fail.
   */
  constructor(program: URL, onError: (error: unknown) => void) {
    this.#program = program;
    this.#onError = onError;
  }

  async check(config: ConfigToCheck, listener: CheckListener, signal: AbortSignal): Promise<CheckResult> {
    signal.throwIfAborted();
    const id = ++this.#checks;
    const cancellation = new CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal.addEventListener('abort', cancel);
    this.#listeners.set(id, listener);
    try {
      return await this.#connection.sendRequest(CheckRequest, { id, config }, cancellation.token);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      this.#listeners.delete(id);
      signal.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }

  index(file: string, columns: ReadonlySet<string>): Promise<DataframeIndex> {
    return this.#connection.sendRequest(IndexRequest, { file, columns });
  }

  setUnsaved(file: string, unsaved: UnsavedContent | undefined): void {
    if (unsaved) this.#unsaved.set(file, unsaved);
    else this.#unsaved.delete(file);
    if (this.#thread) void this.#thread.connection.sendNotification(UnsavedNotification, { file, unsaved });
  }

  imagesChanged(files: readonly string[]): void {
    if (this.#thread) void this.#thread.connection.sendNotification(ImagesChangedNotification, { files });
  }

  close(): void {
    this.#closed = true;
    this.#thread?.connection.dispose();
    void this.#thread?.worker.terminate();
    this.#thread = undefined;
  }

  get #connection(): MessageConnection {
    if (this.#closed) throw new Error('The server has shut down.');
    this.#thread ??= this.#start();
    return this.#thread.connection;
  }

  #start(): Thread {
    const worker = new Worker(this.#program, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    const logger = { error: this.#onError, warn: this.#onError, info() {}, log() {} };
    const connection = createMessageConnection(new PortMessageReader(worker), new PortMessageWriter(worker), logger);
    const ended = (error: unknown) => {
      if (this.#thread?.worker !== worker) return;
      this.#thread = undefined;
      // Whoever waits for an answer hears that there will be none.
      connection.dispose();
      this.#onError(error);
    };
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`The data thread ended with ${code}.`)));
    connection.onNotification(FoundNotification, ({ id, findings }) => this.#listeners.get(id)?.onFindings?.(findings));
    connection.onNotification(ImagesNotification, ({ id, done, total }) => {
      this.#listeners.get(id)?.onImages?.(done, total);
    });
    connection.listen();
    for (const [file, unsaved] of this.#unsaved)
      void connection.sendNotification(UnsavedNotification, { file, unsaved });
    return { worker, connection };
  }
}
