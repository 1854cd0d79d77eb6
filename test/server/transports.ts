import { type ChildProcess, fork, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  createConnection,
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProposedFeatures,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { LocalData } from '../../server/data/local-data.ts';
import { serve } from '../../server/server.ts';

/** stdio is what most editors use, ipc what the extension uses, cli stdio by way of `multitask language-server`; in-process runs the sources. */
export type Transport = 'in-process' | 'stdio' | 'ipc' | 'cli';

export interface Channel {
  readonly connection: ProtocolConnection;
  /** undefined: the server runs in this process. */
  readonly process: ChildProcess | undefined;
}

const built = (name: string) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));

/** A server that was just started, and the client's end of the channel to it. */
export function openChannel(transport: Transport): Channel {
  switch (transport) {
    case 'in-process': {
      const [there, back] = [new PassThrough(), new PassThrough()];
      const connection = createConnection(
        ProposedFeatures.all,
        new StreamMessageReader(there),
        new StreamMessageWriter(back),
      );
      serve(connection, () => new LocalData());
      return {
        connection: createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there)),
        process: undefined,
      };
    }
    case 'ipc': {
      const child = fork(built('language-server.js'), ['--node-ipc'], { silent: true });
      return {
        connection: createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
        process: child,
      };
    }
    default: {
      const program = transport === 'cli' ? [built('multitask.js'), 'language-server'] : [built('language-server.js')];
      const child = spawn(process.execPath, [...program, '--stdio'], { stdio: 'pipe' });
      return {
        connection: createProtocolConnection(
          new StreamMessageReader(child.stdout),
          new StreamMessageWriter(child.stdin),
        ),
        process: child,
      };
    }
  }
}
