import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { escapeControls } from '../../core/findings/words.ts';
import { Editor, uriOf } from '../language-server/editor.ts';
import { ServerProcess } from '../language-server/server-process.ts';
import { type Input, inputAt } from './inputs.ts';
import { type Project, writeProject } from './project.ts';
import { randomQuestion } from './questions.ts';

/** No input may keep the server from answering for longer. */
const LONGEST_MS = 1000;
/** Diagnostics wait for the dataframe to be read, which takes so much longer per megabyte. */
const READING_MS = 200;
/** What takes this long never ends. */
const NEVER_MS = 60_000;
const MOST_SLOW = 8;
const LONGEST_REASON = 300;
const DIAGNOSTIC = 'textDocument/diagnostic';
const PROBE = pathToFileURL(resolve('bench/fuzz/pollution-probe.mjs')).href;

export interface FuzzOptions {
  readonly seed: number;
  /** The first input's number: a run that was ended goes on from there. */
  readonly from: number;
  readonly inputs: number;
  /** An empty folder for the project, and for the inputs that fail. */
  readonly folder: string;
  readonly onInput?: (done: number) => void;
}

export interface Failure {
  readonly index: number;
  readonly what: string;
  /** The file that holds the input. */
  readonly file: string;
}

/** An input with its slowest request. */
export interface SlowInput {
  readonly index: number;
  readonly method: string;
  readonly milliseconds: number;
}

export interface FuzzResult {
  readonly failures: readonly Failure[];
  /** The inputs that took longest, slowest first. */
  readonly slowest: readonly SlowInput[];
  /** Milliseconds that each request took, by method. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** Bytes that the process held after a tenth of the inputs and at the end, and at most. */
  readonly memory: { readonly early: number; readonly late: number; readonly peak: number } | undefined;
}

/** A refusal that says why, as of a rename that would not reach every cell, is an answer. */
function refusal(error: unknown): null {
  if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed) return null;
  throw error;
}

/** Gives one warm server one input after another, asks about each, and notes what it cannot stand. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const project = await writeProject(join(options.folder, 'project'));
  const run = new FuzzRun(project, options);
  await run.start();
  let early: number | undefined;
  for (let done = 0; done < options.inputs; done++) {
    await run.take(options.from + done);
    if (done === Math.floor(options.inputs / 10)) early = run.memory?.now;
    options.onInput?.(done + 1);
  }
  const memory = run.memory;
  await run.end();
  return {
    failures: run.failures,
    slowest: run.slowest,
    times: run.times,
    memory: memory && early !== undefined ? { early, late: memory.now, peak: memory.peak } : undefined,
  };
}

interface Timed {
  readonly method: string;
  readonly milliseconds: number;
  /** That it may take. */
  readonly longest: number;
}

class FuzzRun {
  readonly failures: Failure[] = [];
  slowest: SlowInput[] = [];
  readonly times = new Map<string, number[]>();
  readonly #project: Project;
  readonly #options: FuzzOptions;
  #editor!: Editor;
  /** What the server had said on stderr already. */
  #heard = 0;

  constructor(project: Project, options: FuzzOptions) {
    this.#project = project;
    this.#options = options;
  }

  get memory() {
    return this.#editor.server.memory();
  }

  async start(): Promise<void> {
    const capabilities = { textDocument: { diagnostic: {} } };
    this.#editor = new Editor(
      await ServerProcess.start(this.#project.root, {
        capabilities,
        nodeOptions: ['--import', PROBE],
        environment: { MULTITASK_CACHE: join(this.#options.folder, 'cache') },
      }),
    );
    this.#heard = 0;
    await this.#editor.open(this.#fileOf('config'), this.#project.config);
    await this.#editor.open(this.#fileOf('dataset'), this.#project.datasetConfig);
  }

  async end(): Promise<void> {
    await this.#editor.server.end();
  }

  async take(index: number): Promise<void> {
    const again = () => inputAt(this.#project, this.#options.seed, index);
    const input = again();
    try {
      const timed = await this.#give(input);
      const slowest = timed.reduce((slow, one) => (one.milliseconds > slow.milliseconds ? one : slow));
      this.slowest.push({ index, ...slowest });
      this.slowest = this.slowest.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, MOST_SLOW);
      // On a machine with other work, only what is slow twice is slow.
      if (timed.some(isSlow) && (await this.#give(again())).some(isSlow)) {
        await this.#fail(index, input, `${slowest.method} took ${slowest.milliseconds.toFixed(0)} ms.`);
      }
    } catch (error) {
      await this.#fail(index, input, error instanceof Error ? error.message : String(error));
      await this.#editor.server.kill();
      await this.start();
      return;
    }
    const { errors } = this.#editor.server;
    if (errors.length > this.#heard) await this.#fail(index, input, errors.slice(this.#heard));
    this.#heard = errors.length;
  }

  /** The requests about the input. Rejects with an error of the server, and when it ends or never answers. */
  async #give(input: Input): Promise<Timed[]> {
    const { text, file } = input.kind === 'rows' ? await this.#giveRows(input) : await this.#giveText(input);
    const textDocument = { uri: uriOf(file) };
    const [pulled, ...timed] = await Promise.all([
      this.#timed(DIAGNOSTIC, { textDocument }),
      // Asked while the server looks for diagnostics.
      this.#timed('textDocument/documentSymbol', { textDocument }),
    ]);
    const { items: diagnostics } = pulled.answer as { items: [] };
    for (let asked = 0; asked < 2; asked++) {
      const asking = { uri: textDocument.uri, text, diagnostics };
      const { method, params } = randomQuestion(asking, this.#editor.capabilities, input.random);
      timed.push(await this.#timed(method, params));
    }
    const reading = input.kind === 'rows' ? (input.bytes.length / 1e6) * READING_MS : 0;
    return [pulled, ...timed].map(({ method, milliseconds }) => ({
      method,
      milliseconds,
      longest: LONGEST_MS + (method === DIAGNOSTIC ? reading : 0),
    }));
  }

  async #giveText({ kind, text }: Input & { kind: 'config' | 'dataset' }) {
    const file = this.#fileOf(kind);
    await this.#editor.edit(file, { text });
    return { file, text };
  }

  /** Saves the rows; the config that names them is the sound one. */
  async #giveRows({ bytes }: Input & { kind: 'rows' }) {
    const [file, text] = [this.#fileOf('config'), this.#project.config];
    await writeFile(this.#fileOf('rows'), bytes);
    await this.#editor.changedOnDisk(this.#fileOf('rows'));
    await this.#editor.edit(file, { text });
    return { file, text };
  }

  async #timed(method: string, params: object): Promise<Omit<Timed, 'longest'> & { answer: unknown }> {
    const begin = performance.now();
    const answer = await inTime(this.#editor.server.request(method, params).catch(refusal), method);
    const milliseconds = performance.now() - begin;
    const times = this.times.get(method) ?? [];
    this.times.set(method, times);
    times.push(milliseconds);
    return { answer, method, milliseconds };
  }

  async #fail(index: number, input: Input, what: string): Promise<void> {
    const folder = join(this.#options.folder, 'failures');
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${this.#options.seed}-${index}.${input.kind === 'rows' ? 'csv' : 'yml'}`);
    // Half of a character outside the basic plane has no place in UTF-8; the seed makes the input again.
    await writeFile(file, input.kind === 'rows' ? input.bytes : input.text);
    this.failures.push({ index, what: escapeControls(what).slice(0, LONGEST_REASON), file });
  }

  #fileOf(kind: Input['kind']): string {
    const names = { config: 'config.yml', dataset: 'dataset_config.yml', rows: 'data/rows.csv' };
    return join(this.#project.root, names[kind]);
  }
}

const isSlow = ({ milliseconds, longest }: Timed): boolean => milliseconds > longest;

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was not answered.`)), NEVER_MS);
  });
  try {
    return await Promise.race([work, never]);
  } finally {
    clearTimeout(timer);
  }
}
