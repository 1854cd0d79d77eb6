import type { Connection } from 'vscode-languageserver/node';

/** What a person can set, for everything or for a folder. */
export interface Settings {
  /** Globs of the files that may be configs of ours; what they hold decides. */
  readonly configFiles: readonly string[];
}

export const DEFAULT_SETTINGS: Settings = {
  configFiles: ['**/config.{yml,yaml}', '**/dataset_config.{yml,yaml}', '**/*.multitask.{yml,yaml}'],
};

/** The settings of each document, asked of the editor once and again when they change. */
export class SettingsCache {
  /** Whether the editor answers workspace/configuration. */
  clientAnswers = false;
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<Settings>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  of(uri: string): Promise<Settings> {
    let settings = this.#known.get(uri);
    if (!settings) {
      settings = this.#ask(uri);
      this.#known.set(uri, settings);
    }
    return settings;
  }

  /** Forgets one document's settings, or all of them. */
  forget(uri?: string): void {
    if (uri === undefined) this.#known.clear();
    else this.#known.delete(uri);
  }

  async #ask(scopeUri: string): Promise<Settings> {
    if (!this.clientAnswers) return DEFAULT_SETTINGS;
    try {
      return settingsFrom(await this.#connection.workspace.getConfiguration({ scopeUri, section: 'multitask' }));
    } catch {
      // An editor that fails to answer: the next question may do better.
      this.forget(scopeUri);
      return DEFAULT_SETTINGS;
    }
  }
}

/** What an editor sent, each setting that is not what it should be replaced by its default. */
export function settingsFrom(sent: unknown): Settings {
  const { configFiles } = (typeof sent === 'object' && sent !== null ? sent : {}) as { configFiles?: unknown };
  return {
    configFiles:
      Array.isArray(configFiles) && configFiles.every((glob): glob is string => typeof glob === 'string')
        ? configFiles
        : DEFAULT_SETTINGS.configFiles,
  };
}
