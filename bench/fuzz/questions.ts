import type { Diagnostic, ServerCapabilities } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Random } from '../../core/random.ts';

/** Something that editors ask while a person reads and types. */
export interface Question {
  readonly method: string;
  readonly params: object;
}

interface Asked {
  readonly uri: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** One question that the server answers, at a random place of the document. */
export function randomQuestion(asked: Asked, capabilities: ServerCapabilities, random: Random): Question {
  const questions = ALL.filter(({ capability }) => capabilities[capability] !== undefined);
  const { method, paramsOf } = questions[random.index(questions.length)] as (typeof ALL)[number];
  const document = TextDocument.create(asked.uri, 'yaml', 0, asked.text);
  const position = document.positionAt(random.index(asked.text.length + 1));
  const range = { start: position, end: document.positionAt(asked.text.length) };
  const textDocument = { uri: asked.uri };
  return { method, params: { textDocument, ...paramsOf({ position, range, diagnostics: asked.diagnostics }) } };
}

type Place = { position: object; range: object; diagnostics: readonly Diagnostic[] };

const ALL: readonly {
  readonly method: string;
  readonly capability: keyof ServerCapabilities;
  paramsOf(place: Place): object;
}[] = [
  ...Array(3).fill({ method: 'completion', capability: 'completionProvider', paramsOf: at }),
  ...Array(2).fill({ method: 'hover', capability: 'hoverProvider', paramsOf: at }),
  { method: 'definition', capability: 'definitionProvider', paramsOf: at },
  {
    method: 'references',
    capability: 'referencesProvider',
    paramsOf: ({ position }: Place) => ({ position, context: { includeDeclaration: true } }),
  },
  {
    method: 'rename',
    capability: 'renameProvider',
    paramsOf: ({ position }: Place) => ({ position, newName: 'été, "x"' }),
  },
  {
    method: 'codeAction',
    capability: 'codeActionProvider',
    paramsOf: ({ range, diagnostics }: Place) => ({ range, context: { diagnostics } }),
  },
  { method: 'inlayHint', capability: 'inlayHintProvider', paramsOf: ({ range }: Place) => ({ range }) },
  {
    method: 'selectionRange',
    capability: 'selectionRangeProvider',
    paramsOf: ({ position }: Place) => ({ positions: [position] }),
  },
  { method: 'documentSymbol', capability: 'documentSymbolProvider', paramsOf: nothing },
  { method: 'documentLink', capability: 'documentLinkProvider', paramsOf: nothing },
  { method: 'foldingRange', capability: 'foldingRangeProvider', paramsOf: nothing },
  { method: 'codeLens', capability: 'codeLensProvider', paramsOf: nothing },
].map((question) => ({ ...question, method: `textDocument/${question.method}` }));

function at({ position }: Place): object {
  return { position };
}

function nothing(): object {
  return {};
}
