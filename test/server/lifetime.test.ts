import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import { CONFIG, photo, soundProject } from '../core/project-folder.ts';
import { uriOf } from './language-client.ts';
import { openChannel } from './transports.ts';

const capabilities = { window: { workDoneProgress: true } };

/** A server, a process of its own, whose editor is the process with the id. Its exit code and signal come when it ends. */
async function serverOf(
  processId: number | null,
  transport: 'stdio' | 'ipc' | 'cli',
): Promise<{ server: ChildProcess; connection: ProtocolConnection; ended: Promise<unknown> }> {
  const { process: server, connection } = openChannel(transport);
  if (!server) throw new Error('A server in this process does not exit.');
  onTestFinished(() => {
    connection.dispose();
    server.kill('SIGKILL');
  });
  const ended = once(server, 'exit');
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, { processId, rootUri: null, capabilities });
  await connection.sendNotification(InitializedNotification.type, {});
  return { server, connection, ended };
}

/** A process that does nothing, in place of an editor. */
function idleProcess(): ChildProcess & { pid: number } {
  const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void idle.kill('SIGKILL'));
  return idle as ChildProcess & { pid: number };
}

describe.each(['stdio', 'cli'] as const)('a server over %s', (transport) => {
  it('ends with its input, though nobody said exit', async () => {
    const { server, ended } = await serverOf(null, transport);
    server.stdin?.end();
    expect(await ended).toEqual([1, null]);
  });

  it('ends with exit, and says by its code that there was no shutdown before', async () => {
    const { connection, ended } = await serverOf(null, transport);
    await connection.sendNotification(ExitNotification.type);
    expect(await ended).toEqual([1, null]);
  });
});

describe('a server over the channel of the extension', () => {
  it('ends with the channel', async () => {
    const { server, ended } = await serverOf(null, 'ipc');
    server.disconnect();
    expect(await ended).toEqual([1, null]);
  });
});

it('a server ends after its editor was killed, though its input stays open', async () => {
  const endings = (['stdio', 'cli', 'ipc'] as const).map(async (transport) => {
    const editor = idleProcess();
    const { ended } = await serverOf(editor.pid, transport);
    editor.kill('SIGKILL');
    return ended;
  });
  expect(await Promise.all(endings)).toEqual([
    [1, null],
    [1, null],
    [1, null],
  ]);
});

it('a server ends in the middle of a check', async () => {
  const rows = Array.from({ length: 20_000 }, (_, row) => `img/${row}.jpg,long,${row % 2 ? 'solid' : 'striped'}`);
  const root = await soundProject({
    'data/rows.csv': `image,sleeves,print\n${rows.join('\n')}\n`,
    'img/0.jpg': await photo(),
  });
  const { server, connection, ended } = await serverOf(null, 'stdio');
  const checking = new Promise<void>((resolve) => {
    connection.onRequest(WorkDoneProgressCreateRequest.type, () => resolve());
  });
  const uri = uriOf(join(root, 'config.yml'));
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'yaml', version: 1, text: CONFIG },
  });
  await checking;
  server.stdin?.end();
  expect(await ended).toEqual([1, null]);
});

it('a server ends when the program that started it is killed', async () => {
  const server = fileURLToPath(new URL('../../dist/language-server.js', import.meta.url));
  const start = `const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, [${JSON.stringify(server)}, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
    child.stdin.write('Content-Length: ' + message.length + '\\r\\n\\r\\n' + message);
    child.stdout.once('data', () => console.log('initialized'));`;
  const editor = spawn(process.execPath, ['-e', start], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void editor.kill('SIGKILL'));
  await once(editor.stdout, 'data');
  // Both write to this pipe: it closes when both are gone.
  editor.stderr.resume();
  const gone = Promise.all([once(editor, 'exit'), once(editor.stderr, 'close')]);
  editor.kill('SIGKILL');
  const [how] = await gone;
  expect(how).toEqual([null, 'SIGKILL']);
});
