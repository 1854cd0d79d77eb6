import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { DATAFRAME_PROBLEMS } from '../core/dataframe/file-problems.ts';
import { readText } from '../core/dataframe/read-text.ts';
import { pathOfUri } from './uris.ts';

/** A dataframe as it is in the editor. */
export interface OpenDataframe {
  readonly uri: string;
  readonly version: number;
  /** Of its own for every text: a document that is opened again counts its versions anew. */
  readonly edition: number;
  readonly content: Uint8Array;
}

/** Whether the editor's text is another than the file's: known from what the editor says, or, as long as it said nothing, by reading the file. */
type Unsaved = boolean | Promise<boolean>;

/** The dataframes that are open in the editor. What is written there and not saved yet counts. */
export class OpenDataframes {
  readonly #documents: TextDocuments<TextDocument>;
  /** Of all open documents, by their path. */
  readonly #uris = new Map<string, string>();
  readonly #unsaved = new Map<string, Unsaved>();
  /** One for each open document that was asked for. */
  readonly #contents = new Map<string, OpenDataframe>();
  #editions = 0;

  constructor(documents: TextDocuments<TextDocument>) {
    this.#documents = documents;
    const opened = new Map<string, number>();
    documents.onDidOpen(({ document: { uri, version } }) => {
      opened.set(uri, version);
      const file = pathOfUri(uri);
      if (file !== undefined) this.#uris.set(file, uri);
    });
    documents.onDidChangeContent(({ document: { uri, version } }) => {
      // Opening a document counts as a change of its content too.
      if (version !== opened.get(uri)) this.#unsaved.set(uri, true);
    });
    documents.onDidSave(({ document: { uri } }) => void this.#unsaved.set(uri, false));
    documents.onDidClose(({ document: { uri } }) => {
      this.#uris.delete(pathOfUri(uri) ?? '');
      for (const known of [opened, this.#unsaved, this.#contents]) known.delete(uri);
    });
  }

  /** The file as the editor shows it; undefined: it is not open, or not as text. */
  at(file: string): OpenDataframe | undefined {
    const document = this.#documents.get(this.#uris.get(file) ?? '');
    if (!document) return undefined;
    const known = this.#contents.get(document.uri);
    if (known?.version === document.version) return known;
    const text = document.getText();
    // The first bytes of a Parquet file.
    if (text.startsWith('PAR1')) return undefined;
    const { uri, version } = document;
    const open = { uri, version, edition: ++this.#editions, content: Buffer.from(text) };
    this.#contents.set(uri, open);
    return open;
  }

  /** What counts in place of the file; undefined: the file itself does. */
  async unsaved(file: string): Promise<OpenDataframe | undefined> {
    const open = this.at(file);
    if (!open) return undefined;
    let unsaved = this.#unsaved.get(open.uri);
    if (unsaved === undefined) {
      unsaved = differs(file, Buffer.from(open.content).toString());
      this.#unsaved.set(open.uri, unsaved);
    }
    return (await unsaved) ? open : undefined;
  }
}

/** Whether the file holds another text, as it does when an editor brings back what was not saved. Of a file that is no text the file itself counts. */
async function differs(file: string, text: string): Promise<boolean> {
  let offset = text.startsWith('\ufeff') ? 1 : 0;
  for await (const part of readText(file, DATAFRAME_PROBLEMS)) {
    if ('fault' in part) return false;
    if ('problem' in part) return part.problem.code === 'missing-dataframe';
    if (!text.startsWith(part.text, offset)) return true;
    offset += part.text.length;
  }
  return offset < text.length;
}
