import type { CodeAction, CodeActionParams } from 'vscode-languageserver/node';
import type { FeatureContext } from '../feature.ts';
import type { OpenConfig } from '../open-config.ts';

/** What an editor asks: which actions there are for a part of a config, or of the dataframe that it reads. */
export interface ActionRequest {
  readonly context: FeatureContext;
  readonly config: OpenConfig;
  readonly params: CodeActionParams;
  readonly signal: AbortSignal;
}

/** Finds actions of one kind. */
export interface ActionSource {
  readonly kind: string;
  readonly actions: (request: ActionRequest) => Promise<CodeAction[]>;
}

/** Whether an editor that wants actions of these kinds alone wants those of the kind. Kinds are hierarchical: `source` wants `source.fixAll` too. */
export function wants(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}
