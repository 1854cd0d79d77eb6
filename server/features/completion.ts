import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver/node';
import { type Completion, completion as completionAt, type Proposal } from '../../core/language/completion.ts';
import { type Feature, withData } from '../feature.ts';
import type { OpenConfig } from '../open-config.ts';

const KINDS: Readonly<Record<Proposal['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  label: CompletionItemKind.EnumMember,
  column: CompletionItemKind.Field,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

/** What could be written at the cursor. */
export const completion: Feature = {
  name: 'completion',
  capabilities: { completionProvider: { triggerCharacters: [' ', '[', ',', '"', "'", '/'] } },
  listen({ connection, client, configs, dataframes }) {
    connection.onCompletion(async ({ textDocument, position }) => {
      const config = await configs.get(textDocument.uri);
      const found =
        config && (await completionAt(await withData(config, { configs, dataframes }), config.offsetAt(position)));
      return found ? itemsOf(found, config, client.snippets) : null;
    });
  },
};

function itemsOf({ span, proposals }: Completion, config: OpenConfig, snippets: boolean): CompletionItem[] {
  const range = config.rangeOf(span);
  const quote = /^["']/.exec(config.text.slice(span.from, span.to))?.[0] ?? '';
  return proposals.map(({ kind, label, detail, documentation, insert, snippet }, index) => ({
    label,
    kind: KINDS[kind],
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    // Editors compare it with what is written, and that begins with the quote.
    filterText: `${quote}${label}`,
    sortText: String(index).padStart(5, '0'),
    ...(snippets && snippet !== undefined ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    textEdit: { range, newText: snippets && snippet !== undefined ? snippet : insert },
  }));
}
