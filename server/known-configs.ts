import { TextDocument } from 'vscode-languageserver-textdocument';
import { dataframePath } from '../core/language/config-view.ts';
import { OpenConfig } from './open-config.ts';
import type { OpenConfigs } from './open-configs.ts';
import { uriOfPath } from './uris.ts';
import { findConfigs } from './workspace-configs.ts';
import type { WorkspaceRoots } from './workspace-roots.ts';

/** A config of the workspace, as it is in the editor, or, closed, on disk. */
export interface KnownConfig {
  readonly config: OpenConfig;
  readonly isOpen: boolean;
}

/** The configs of ours in the workspace, open or not. */
export class KnownConfigs {
  readonly #configs: OpenConfigs;
  readonly #roots: WorkspaceRoots;

  constructor(configs: OpenConfigs, roots: WorkspaceRoots) {
    this.#configs = configs;
    this.#roots = roots;
  }

  /** All of them. Looks through the workspace's folders. */
  async all(signal: AbortSignal): Promise<KnownConfig[]> {
    const known: KnownConfig[] = (await this.#configs.all()).map((config) => ({ config, isOpen: true }));
    for (const root of this.#roots.folders) {
      const found = await findConfigs(root, (path) => this.#configs.claims(path), signal);
      for (const { configFile, kind, text } of found) {
        // A config in a folder within a folder is found twice.
        if (this.#configs.isOpenFile(configFile) || this.#roots.rootOf(configFile) !== root) continue;
        const document = TextDocument.create(uriOfPath(configFile), 'yaml', 0, text);
        known.push({ config: new OpenConfig(document, kind, { root, configFile }), isOpen: false });
      }
    }
    return known;
  }

  /** Those whose dataframe the file is. */
  async readersOf(file: string, signal: AbortSignal): Promise<KnownConfig[]> {
    return (await this.all(signal)).filter(({ config }) => dataframePath(config) === file);
  }
}
