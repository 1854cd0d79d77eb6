import type { Connection, ServerCapabilities } from 'vscode-languageserver/node';
import { type ConfigWithData, dataframePath, wantedColumns } from '../core/language/config-view.ts';
import type { Checker } from './checker.ts';
import type { ClientFacts } from './client-facts.ts';
import type { DataframeStore } from './dataframe-store.ts';
import type { KnownConfigs } from './known-configs.ts';
import type { OpenConfig } from './open-config.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { OpenDataframes } from './open-dataframes.ts';
import type { SettingsCache } from './settings.ts';
import type { WorkspaceRoots } from './workspace-roots.ts';

/** What features work with. */
export interface FeatureContext {
  readonly connection: Connection;
  readonly client: ClientFacts;
  readonly configs: OpenConfigs;
  readonly checker: Checker;
  readonly dataframes: DataframeStore;
  readonly settings: SettingsCache;
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
export async function withData(
  config: OpenConfig,
  { configs, dataframes }: Pick<FeatureContext, 'configs' | 'dataframes'>,
): Promise<ConfigWithData> {
  const file = dataframePath(config);
  const { kind, text, outline, place } = config;
  const dataframe = file === undefined ? undefined : await dataframes.get(file, wantedColumns(config));
  return { kind, text, outline, place, dataframe, labelRows: configs.labelRowsOf(config.uri) };
}
