import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  createProtocolConnection,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

export interface ServerOptions {
  readonly capabilities?: ClientCapabilities;
  /** For Node, before the program. */
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The built `multitask language-server --stdio` in a process of its own, and an editor's end of the channel to it. */
export class ServerProcess {
  readonly connection: ProtocolConnection;
  readonly #process: ChildProcessWithoutNullStreams;
  /** Resolves with how the process ended. */
  readonly #ended: Promise<string>;
  #errors = '';
  initialized: InitializeResult | undefined;

  private constructor({ nodeOptions = [], environment = {} }: ServerOptions) {
    const program = [...nodeOptions, resolve('dist/multitask.js'), 'language-server', '--stdio'];
    this.#process = spawn(process.execPath, program, { stdio: 'pipe', env: { ...process.env, ...environment } });
    this.#process.stderr.on('data', (chunk: Buffer) => {
      this.#errors += chunk;
    });
    this.#ended = once(this.#process, 'exit').then(([code, signal]) => String(signal ?? code));
    const { stdout, stdin } = this.#process;
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  }

  /** @param listen Registers what the editor listens to, before the first message. */
  static async start(
    root: string,
    options: ServerOptions = {},
    listen: (connection: ProtocolConnection) => void = () => {},
  ): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    listen(server.connection);
    server.connection.listen();
    server.initialized = (await server.request(InitializeRequest.method, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'project' }],
      capabilities: options.capabilities ?? {},
      // The server then says when it has checked a version of a config to the end.
      initializationOptions: { checked: true },
    })) as InitializeResult;
    await server.connection.sendNotification(InitializedNotification.type, {});
    return server;
  }

  /** What the process wrote on stderr. */
  get errors(): string {
    return this.#errors;
  }

  /** The answer; rejects with the server's error, and when the process ends before it answers. */
  request(method: string, params?: unknown): Promise<unknown> {
    const ended = this.#ended.then((how) => {
      throw new Error(`The server ended (${how}). ${this.#errors}`);
    });
    return Promise.race([this.connection.sendRequest(method, params), ended]);
  }

  /** Bytes of memory that the process holds now and held at most, where the operating system tells (Linux). */
  memory(): { now: number; peak: number } | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
      return { now: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
    } catch {
      return undefined;
    }
  }

  /** Ends the process as editors do. */
  async end(): Promise<void> {
    await this.request(ShutdownRequest.method);
    await this.connection.sendNotification(ExitNotification.type);
    await this.#ended;
    this.connection.dispose();
  }

  /** Ends the process whatever it does. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
    this.connection.dispose();
  }
}
