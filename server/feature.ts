import type { Connection, ServerCapabilities } from 'vscode-languageserver/node';
import type { DataframeIndex } from '../core/dataframe/dataframe.ts';
import { indexDataframe } from '../core/dataframe/index-dataframe.ts';
import { type ConfigWithData, dataframePath } from '../core/language/config-view.ts';
import type { Checker } from './checker.ts';
import type { ClientFacts } from './client-facts.ts';
import type { DataframeStore } from './dataframe-store.ts';
import type { KnownConfigs } from './known-configs.ts';
import type { OpenConfig } from './open-config.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { OpenDataframes } from './open-dataframes.ts';
import type { WorkspaceRoots } from './workspace-roots.ts';

/** What features work with. */
export interface FeatureContext {
  readonly connection: Connection;
  readonly client: ClientFacts;
  readonly configs: OpenConfigs;
  readonly checker: Checker;
  readonly dataframes: DataframeStore;
  readonly openDataframes: OpenDataframes;
  /** Open or not. */
  readonly knownConfigs: KnownConfigs;
  readonly roots: WorkspaceRoots;
}

/** One thing that the server does in an editor. */
export interface Feature {
  /** By the name of its request. */
  readonly name: string;
  readonly capabilities: ServerCapabilities;
  listen(context: FeatureContext): void;
}

/** The config with what is known of its dataframe now. */
export async function withData(config: OpenConfig, dataframes: DataframeStore): Promise<ConfigWithData> {
  const file = dataframePath(config);
  const { kind, text, outline, place } = config;
  return { kind, text, outline, place, dataframe: file === undefined ? undefined : await dataframes.get(file) };
}

/** The index of the dataframe as it is in the editor. */
export async function indexOf(
  { dataframes, openDataframes }: FeatureContext,
  file: string,
  signal: AbortSignal,
): Promise<DataframeIndex> {
  const content = (await openDataframes.unsaved(file))?.content;
  return (await dataframes.get(file)) ?? indexDataframe(file, { content, signal });
}
