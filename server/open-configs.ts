import { relative, sep } from 'node:path';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type ConfigWithData, dataframePath, kindOf } from '../core/language/config-view.ts';
import { matchesGlob } from './globs.ts';
import { OpenConfig } from './open-config.ts';
import type { SettingsCache } from './settings.ts';
import { pathOfUri } from './uris.ts';
import type { WorkspaceRoots } from './workspace-roots.ts';

type Documents = Pick<TextDocuments<TextDocument>, 'get' | 'keys'>;

/** The open documents that are configs of ours: by their name, as multitask.configFiles says, and by what they hold. */
export class OpenConfigs {
  readonly #documents: Documents;
  readonly #roots: WorkspaceRoots;
  readonly #settings: SettingsCache;
  readonly #known = new Map<string, OpenConfig>();
  /** Per document that is no config of ours: the version that was looked into. */
  readonly #others = new Map<string, number>();
  readonly #labelRows = new Map<string, ConfigWithData['labelRows']>();

  constructor(documents: Documents, roots: WorkspaceRoots, settings: SettingsCache) {
    this.#documents = documents;
    this.#roots = roots;
    this.#settings = settings;
  }

  /** The config as it is now in the editor; undefined for other files. */
  async get(uri: string): Promise<OpenConfig | undefined> {
    const configFile = pathOfUri(uri);
    if (configFile === undefined) return undefined;
    const claimed = await this.claims(configFile);
    const document = this.#documents.get(uri);
    if (!document) return undefined;
    if (!claimed) this.forget(uri);
    if (!claimed || this.#others.get(uri) === document.version) return undefined;
    const root = this.#roots.rootOf(configFile);
    const known = this.#known.get(uri);
    if (known?.version === document.version && known.place.root === root) return known;
    const kind = kindOf(document.getText());
    if (!kind) {
      this.forget(uri);
      this.#others.set(uri, document.version);
      return undefined;
    }
    const config = new OpenConfig(document, kind, { root, configFile });
    this.#known.set(uri, config);
    return config;
  }

  /** Whether the file's name is one that configs of ours have. */
  async claims(file: string): Promise<boolean> {
    const { configFiles } = await this.#settings.of(file);
    const name = relative(this.#roots.rootOf(file), file).split(sep).join('/');
    return configFiles.some((glob) => matchesGlob(glob, name));
  }

  /** All of them. */
  async all(): Promise<OpenConfig[]> {
    const open = await Promise.all(this.#documents.keys().map((uri) => this.get(uri)));
    return open.filter((config) => config !== undefined);
  }

  /** The open configs whose dataframe the file is. */
  async readersOf(file: string): Promise<OpenConfig[]> {
    // Every config was asked for when it was opened; hundreds of other documents may be open beside them.
    const known = await Promise.all([...this.#known.keys()].map((uri) => this.get(uri)));
    return known.filter((config) => config !== undefined).filter((config) => dataframePath(config) === file);
  }

  /** The dataframes that they name, as far as they were asked for. */
  dataframes(): ReadonlySet<string> {
    return new Set([...this.#known.values()].flatMap((config) => dataframePath(config) ?? []));
  }

  isOpen(uri: string): boolean {
    return this.versionOf(uri) !== undefined;
  }

  /** Whether the file is open, however the editor writes its URI: `%28` and `(`, `c%3A` and `C:` are the same. */
  isOpenFile(file: string): boolean {
    return this.#documents.keys().some((uri) => pathOfUri(uri) === file);
  }

  /** Of an open document, whatever it is. */
  versionOf(uri: string): number | undefined {
    return this.#documents.get(uri)?.version;
  }

  /** Keeps how a check dealt the rows of the config's labels, while it is open. */
  keepLabelRows(uri: string, labelRows: ConfigWithData['labelRows']): void {
    if (this.isOpen(uri)) this.#labelRows.set(uri, labelRows);
  }

  /** How the last check dealt them. */
  labelRowsOf(uri: string): ConfigWithData['labelRows'] {
    return this.#labelRows.get(uri);
  }

  forget(uri: string): void {
    this.#known.delete(uri);
    this.#others.delete(uri);
    this.#labelRows.delete(uri);
  }
}
