import type { Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfigKind, ConfigView } from '../core/language/config-view.ts';
import { type OutlineNode, outlineOf, type Span } from '../core/language/outline.ts';
import type { ProjectPlace } from '../core/paths.ts';
import type { Finding } from '../schemas/types/finding.ts';

/** One version of a config of ours that is open in the editor. */
export class OpenConfig implements ConfigView {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly kind: ConfigKind;
  readonly place: ProjectPlace;
  /** What the newest check of this version found; undefined before the first one. */
  findings: readonly Finding[] | undefined;
  readonly #document: TextDocument;
  #outline: { readonly root: OutlineNode | undefined } | undefined;

  constructor(document: TextDocument, kind: ConfigKind, place: ProjectPlace) {
    this.uri = document.uri;
    this.version = document.version;
    this.text = document.getText();
    this.kind = kind;
    this.place = place;
    this.#document = document;
  }

  /** Parsed when it is first asked for. */
  get outline(): OutlineNode | undefined {
    this.#outline ??= { root: outlineOf(this.text) };
    return this.#outline.root;
  }

  rangeOf({ from, to }: Span): Range {
    return { start: this.#document.positionAt(from), end: this.#document.positionAt(to) };
  }

  offsetAt(position: Range['start']): number {
    return this.#document.offsetAt(position);
  }
}
