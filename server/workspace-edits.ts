import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { ClientFacts } from './client-facts.ts';

/** Edits of one file. */
export interface FileEdits {
  readonly uri: string;
  /** Of the document that is open; null: the file as it is on disk. */
  readonly version: number | null;
  readonly edits: readonly TextEdit[];
  /** Of a file that is not looked at: what is changed in it. An editor that can shows this in its preview. */
  readonly label?: string;
}

/** The edits as one, in the richest form that the editor knows. */
export function workspaceEdit(
  files: readonly FileEdits[],
  { edits: client }: Pick<ClientFacts, 'edits'>,
): WorkspaceEdit {
  if (!client.documentChanges) {
    return { changes: Object.fromEntries(files.map(({ uri, edits }) => [uri, [...edits]])) };
  }
  const labelled = files.filter(({ label }) => label !== undefined && client.changeAnnotations);
  return {
    documentChanges: files.map((file) => ({
      textDocument: { uri: file.uri, version: file.version },
      edits: labelled.includes(file)
        ? file.edits.map((edit) => ({ ...edit, annotationId: file.uri }))
        : [...file.edits],
    })),
    ...(labelled.length > 0 && {
      // No confirmation is asked for: VS Code would leave out what nobody ticks, and a rename would stop halfway.
      changeAnnotations: Object.fromEntries(labelled.map(({ uri, label = '' }) => [uri, { label }])),
    }),
  };
}
