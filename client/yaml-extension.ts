import type { extensions, workspace } from 'vscode';

/** What an editor has of another extension, so that our server leaves it out. A part of the server's initializationOptions. */
export interface GivenElsewhere {
  /** Features, by the names of their requests. */
  readonly without: readonly string[];
  /** Diagnostics, by their codes. */
  readonly withoutCodes: readonly string[];
}

/** The little of VS Code that knows. */
export interface Editor {
  readonly extensions: Pick<typeof extensions, 'getExtension'>;
  readonly workspace: Pick<typeof workspace, 'getConfiguration'>;
}

const YAML_EXTENSION = 'redhat.vscode-yaml';

/**
 * What Red Hat's YAML extension gives for every YAML file, and which setting of it says otherwise. The rest differs from ours: its hover and its
 * completion know a file only by a JSON schema that somebody set for it, its links are `$ref`s, its definitions and renames are of anchors.
 */
const FEATURES = ['documentSymbol', 'foldingRange', 'selectionRange'];
/** It has the same parser, and tells what that complains of. */
const CODES = ['yaml-syntax', 'tab-indent', 'duplicate-key'];

/** What Red Hat's YAML extension gives, if it is installed and not disabled. */
export function givenByYamlExtension({ extensions, workspace }: Editor): GivenElsewhere {
  if (!extensions.getExtension(YAML_EXTENSION)) return { without: [], withoutCodes: [] };
  const validates = workspace.getConfiguration('yaml', { languageId: 'yaml' }).get('validate', true);
  return { without: FEATURES, withoutCodes: validates ? CODES : [] };
}
