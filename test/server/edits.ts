import { readFile } from 'node:fs/promises';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOfUri } from '../../server/uris.ts';

/** The files that an edit changes, as they are then: by path, from the texts that are open or else from disk. */
export async function edited(
  edit: WorkspaceEdit | null,
  open: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const changes = (edit?.documentChanges ?? []).flatMap((change) =>
    'edits' in change ? [[change.textDocument.uri, change.edits as TextEdit[]] as const] : [],
  );
  const texts: Record<string, string> = {};
  for (const [uri, edits] of [...changes, ...Object.entries(edit?.changes ?? {})]) {
    const path = pathOfUri(uri) ?? uri;
    const text = open[path] ?? (await readFile(path, 'utf8'));
    texts[path] = TextDocument.applyEdits(TextDocument.create(uri, '', 0, text), edits);
  }
  return texts;
}
