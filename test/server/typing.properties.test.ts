import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, FileChangeType, type InitializeResult } from 'vscode-languageserver/node';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import fc from '../fast-check.ts';
import { LanguageClient, uriOf } from './language-client.ts';
import { type Step, session, typed, undone } from './typing.ts';

const PULLS = { textDocument: { diagnostic: {} } };
const ASKS_AGAIN = { ...PULLS, workspace: { diagnostics: { refreshSupport: true } } };

/** What an editor shows: the config's diagnostics, and those of all other files. */
interface Shown {
  readonly own: readonly Diagnostic[];
  readonly elsewhere: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** A project in which a person works, with the texts as they are now. */
class Work {
  readonly #root: string;
  readonly #client: LanguageClient;
  readonly file: string;
  version = 0;
  text = CONFIG;

  constructor(root: string, client: LanguageClient) {
    this.#root = root;
    this.#client = client;
    this.file = join(root, 'config.yml');
  }

  /** Opens the config beside the first rows. */
  async begin(): Promise<void> {
    await writeFile(this.#csv, ROWS);
    this.version = await this.#client.openSilently(this.file, CONFIG);
  }

  /** Waits for the diagnostics of this version, as the editor gets them. */
  #look(): Promise<readonly Diagnostic[]> {
    const { capabilities } = this.#client.initialized as InitializeResult;
    return capabilities.diagnosticProvider
      ? this.#client.pull(this.file)
      : this.#client.diagnostics(this.file, this.version);
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'type':
      case 'undo': {
        const { text, changes } = step.kind === 'undo' ? undone(this.text) : typed(this.text, step.edits);
        this.text = text;
        this.version = await this.#client.edit(this.file, changes);
        return;
      }
      case 'rows':
        await (step.rows === undefined ? rm(this.#csv, { force: true }) : writeFile(this.#csv, step.rows));
        return this.#client.changedOnDisk(
          this.#csv,
          step.rows === undefined ? FileChangeType.Deleted : FileChangeType.Changed,
        );
      case 'replace':
        await writeFile(`${this.#csv}.new`, step.rows);
        await rename(`${this.#csv}.new`, this.#csv);
        return this.#client.changedOnDisk(this.#csv);
      case 'look':
        await this.#look();
    }
  }

  get #csv(): string {
    return join(this.#root, 'data/rows.csv');
  }
}

async function shownFresh(root: string, file: string, text: string): Promise<Shown> {
  const client = await LanguageClient.start(root, 'in-process', { capabilities: PULLS });
  await client.openSilently(file, text);
  return pulled(client, file);
}

async function pulled(client: LanguageClient, file: string): Promise<Shown> {
  const own = await client.pull(file);
  return { own, elsewhere: elsewhereIn(client, file) };
}

function elsewhereIn(client: LanguageClient, file: string): Shown['elsewhere'] {
  const files = [...client.shown()].filter(([uri]) => uri !== uriOf(file));
  return new Map(files.map(([uri, { diagnostics }]) => [uri, diagnostics]));
}

describe('after any typing and any saving of the dataframe, diagnostics are those of the text opened fresh', () => {
  it.each([
    ['in an editor that asks for them', PULLS],
    ['in an editor that asks again for the rest', ASKS_AGAIN],
  ])('%s', async (_, capabilities) => {
    const root = await soundProject();
    await fc.assert(
      fc.asyncProperty(session, async (steps) => {
        const client = await LanguageClient.start(root, 'in-process', { capabilities });
        const work = new Work(root, client);
        await work.begin();
        for (const step of steps) await work.take(step);
        expect(await pulled(client, work.file)).toEqual(await shownFresh(root, work.file, work.text));
      }),
      { numRuns: 150 },
    );
  });

  it('in an editor that is told them', async () => {
    const root = await soundProject();
    await fc.assert(
      fc.asyncProperty(session, async (steps) => {
        const client = await LanguageClient.start(root, 'in-process');
        const work = new Work(root, client);
        await work.begin();
        for (const step of steps) await work.take(step);
        const fresh = await shownFresh(root, work.file, work.text);
        await client.untilShown(
          () =>
            client.publishedVersions(work.file).at(-1) === work.version &&
            isDeepStrictEqual(
              {
                own: client.shown().get(uriOf(work.file))?.diagnostics ?? [],
                elsewhere: elsewhereIn(client, work.file),
              },
              fresh,
            ),
        );
      }),
      // A server that never shows the same fails by this time; one that does is waited for no longer than it takes.
      { numRuns: 40, timeout: 20_000, endOnFailure: true },
    );
  });
});
