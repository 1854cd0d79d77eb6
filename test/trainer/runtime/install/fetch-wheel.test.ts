import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../../core/errors.ts';
import type { Recipe } from '../../../../trainer/runtime/install/recipe.ts';
import { nobody, sendFile, serve } from '../../weights/file-server.ts';
import { type FakeMachine, fakeMachine, SILENT, sha256 } from './fake-machine.ts';

const FILE = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

interface Index {
  readonly address: string;
  /** Ranges of the requests for the wheel. */
  readonly ranges: (string | undefined)[];
  /** Breaks all connections. */
  readonly cut: () => void;
}

/** A Python index with the machine's wheel; the first `cuts` answers fall silent after 1000 bytes. */
async function pythonIndex(content: Buffer, { digest = sha256(content), cuts = 0 } = {}): Promise<Index> {
  const ranges: (string | undefined)[] = [];
  const server = await serve((request, response) => {
    const { origin } = new URL(server.url);
    if (request.url === '/pypi/tensorflow-cpu/2.21.0/json') {
      const urls = [
        { filename: 'another.whl', url: `${origin}/another`, digests: { sha256: '' } },
        { filename: FILE, url: `${origin}/files/${FILE}`, digests: { sha256: digest } },
      ];
      response.end(JSON.stringify({ info: {}, urls }));
    } else if (request.url === `/files/${FILE}`) {
      ranges.push(request.headers.range);
      sendFile(request, response, content, ranges.length <= cuts ? { only: 1000 } : {});
    } else response.writeHead(404).end();
  });
  return { address: new URL(server.url).origin, ranges, cut: server.cut };
}

const using = (machine: FakeMachine, index: string) => ({ host: { ...machine.host, index } });

const withoutDigest = ({ wheel: { sha256: _, ...wheel }, ...recipe }: Recipe): Recipe => ({ ...recipe, wheel });

async function refusal(install: Promise<unknown>): Promise<string> {
  const error = await install.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

test.each(['no pip', 'fail'] as const)('where pip cannot help (%s), the index itself is asked', async (mode) => {
  const machine = await fakeMachine();
  await machine.set('python3', mode);
  const index = await pythonIndex(machine.wheels.get(FILE)!);
  const notes: string[] = [];
  const progress = { ...SILENT, note: (line: string) => notes.push(line) };
  const tools = { ...(mode === 'no pip' && { tools: await toolsWithoutPip(machine) }) };
  await machine.install({ ...using(machine, index.address), progress, ...tools });
  expect(index.ranges).toEqual([undefined]);
  const reason = `pip could not fetch it (python3 has no luck today); asking ${new URL(index.address).host} itself`;
  expect(notes).toEqual(mode === 'no pip' ? [] : [reason]);
});

const toolsWithoutPip = async ({ folder }: FakeMachine) => ({
  compiler: join(folder, 'bin/g++'),
  npm: join(folder, 'bin/npm'),
  pip: undefined,
});

test('where no Python is, none is found', async () => {
  const machine = await fakeMachine();
  const index = await pythonIndex(machine.wheels.get(FILE)!);
  await rm(join(machine.folder, 'bin/python3'));
  await machine.install(using(machine, index.address));
  expect(index.ranges).toEqual([undefined]);
});

test('a download that was stopped is taken up where it broke by the next install', async () => {
  const machine = await fakeMachine();
  await machine.set('python3', 'no pip');
  const index = await pythonIndex(machine.wheels.get(FILE)!, { cuts: 1 });
  const stop = new AbortController();
  const advance = (received: number) => received >= 1000 && stop.abort();
  const stopped = machine.install({
    ...using(machine, index.address),
    progress: { ...SILENT, advance },
    signal: stop.signal,
  });
  await expect(stopped).rejects.toThrow('abort');
  await machine.install(using(machine, index.address));
  expect(index.ranges).toEqual([undefined, 'bytes=1000-']);
});

test('the digest that the index publishes decides where this program knows none', async () => {
  const machine = await fakeMachine();
  await machine.set('python3', 'no pip');
  const content = machine.wheels.get(FILE)!;
  const other = '0'.repeat(64);
  const lying = await pythonIndex(content, { digest: other });
  const recipe = withoutDigest(machine.recipe);
  expect(await refusal(machine.install(using(machine, lying.address), recipe))).toContain(
    `the server sends another file than expected (its sha256 is ${sha256(content)}, the index says ${other})`,
  );
  const honest = await pythonIndex(content);
  const { manifest } = await machine.install(using(machine, honest.address), recipe);
  expect(manifest.wheels).toEqual([{ file: FILE, sha256: sha256(content), digestFrom: 'index' }]);
});

test('an index without the wheel, an error page and nobody at all are told apart', async () => {
  const machine = await fakeMachine();
  await machine.set('python3', 'no pip');
  const answers = await serve((request, response) => {
    if (request.url?.startsWith('/empty/')) response.end('{"urls": []}');
    else if (request.url?.startsWith('/page/')) response.end('<html>Log in to this network</html>');
    else response.writeHead(503, 'Too busy').end();
  });
  const { origin, host } = new URL(answers.url);
  const told = (index: string) => refusal(machine.install(using(machine, index)));
  expect(await told(`${origin}/empty`)).toContain(`${host} does not have ${FILE}.`);
  expect(await told(`${origin}/page`)).toContain(`${host} does not have ${FILE}.`);
  expect(await told(`${origin}/busy`)).toContain('/json answers 503 Too busy.');
  const away = new URL(await nobody());
  expect(await told(away.origin)).toBe(
    `${FILE} could not be downloaded: ${away.host} cannot be reached (ECONNREFUSED). If this network has a mirror of the Python index, ` +
      'tell pip of it (pip config set global.index-url ADDRESS) and call again; what has arrived is kept.',
  );
});

test('what pip says and what the index says are both told', async () => {
  const machine = await fakeMachine();
  await machine.set('python3', 'fail');
  const away = new URL(await nobody());
  expect(await refusal(machine.install(using(machine, away.origin)))).toContain(
    `: pip: python3 has no luck today; ${away.host} cannot be reached (ECONNREFUSED).`,
  );
});

test('another file than the one that was asked for is no success of pip', async () => {
  const machine = await fakeMachine();
  const place = join(machine.folder, 'index/tensorflow-cpu');
  await rm(join(place, FILE));
  await writeFile(join(place, FILE.replace('cp311-cp311', 'cp312-cp312')), '');
  const index = await pythonIndex(machine.wheels.get(FILE)!);
  await machine.install(using(machine, index.address));
  expect(index.ranges).toEqual([undefined]);
});
