import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver/node';
import { type ConfigSymbol, configSymbols } from '../../core/language/symbols.ts';
import type { Feature } from '../feature.ts';
import type { OpenConfig } from '../open-config.ts';

const KINDS: Readonly<Record<ConfigSymbol['kind'], SymbolKind>> = {
  group: SymbolKind.Module,
  task: SymbolKind.Enum,
  label: SymbolKind.EnumMember,
  list: SymbolKind.Array,
  text: SymbolKind.String,
  number: SymbolKind.Number,
  switch: SymbolKind.Boolean,
  nothing: SymbolKind.Null,
};

/** The editor's outline: keys, tasks and labels. */
export const documentSymbol: Feature = {
  name: 'documentSymbol',
  capabilities: { documentSymbolProvider: true },
  listen({ connection, configs }) {
    connection.onDocumentSymbol(async ({ textDocument }) => {
      const config = await configs.get(textDocument.uri);
      return config ? configSymbols(config).map((symbol) => documentSymbolOf(symbol, config)) : null;
    });
  },
};

function documentSymbolOf(
  { name, detail, kind, whole, nameSpan, children }: ConfigSymbol,
  config: OpenConfig,
): DocumentSymbol {
  return {
    name,
    detail,
    kind: KINDS[kind],
    range: config.rangeOf(whole),
    selectionRange: config.rangeOf(nameSpan),
    children: children.map((child) => documentSymbolOf(child, config)),
  };
}
