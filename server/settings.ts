import type { Connection } from 'vscode-languageserver/node';
import type { Severities } from '../core/severity/apply-severities.ts';
import { readSeverities } from '../core/severity/read-severities.ts';
import { uriOfPath } from './uris.ts';
import type { WorkspaceRoots } from './workspace-roots.ts';

/** What a person can set, for everything or for a folder. */
export interface Settings {
  /** Globs of the files that may be configs of ours; what they hold decides. */
  readonly configFiles: readonly string[];
  /** Severities other than the rules' own. */
  readonly rules: Severities;
  readonly hover: {
    /** Whether hovering a label shows images with it. */
    readonly thumbnails: boolean;
  };
}

export const DEFAULT_SETTINGS: Settings = {
  configFiles: ['**/config.{yml,yaml}', '**/dataset_config.{yml,yaml}', '**/*.multitask.{yml,yaml}'],
  rules: {},
  hover: { thumbnails: true },
};

/** The settings of each folder, asked of the editor once and again when they change. */
export class SettingsCache {
  /** Whether the editor answers workspace/configuration. */
  clientAnswers = false;
  readonly #connection: Connection;
  readonly #roots: WorkspaceRoots;
  readonly #known = new Map<string, Promise<Settings>>();

  constructor(connection: Connection, roots: WorkspaceRoots) {
    this.#connection = connection;
    this.#roots = roots;
  }

  /** Those of the workspace's folder that holds the file: a workspace has many files, and all settings of ours are set by folder. */
  of(file: string): Promise<Settings> {
    const folder = this.#roots.rootOf(file);
    let settings = this.#known.get(folder);
    if (!settings) {
      settings = this.#ask(folder);
      this.#known.set(folder, settings);
    }
    return settings;
  }

  forget(): void {
    this.#known.clear();
  }

  async #ask(folder: string): Promise<Settings> {
    if (!this.clientAnswers) return DEFAULT_SETTINGS;
    const scopeUri = uriOfPath(folder);
    try {
      const sent: unknown = await this.#connection.workspace.getConfiguration({ scopeUri, section: 'multitask' });
      const { settings, problems } = settingsFrom(sent);
      for (const problem of problems) this.#connection.console.warn(`Settings of ${scopeUri}: ${problem}`);
      return settings;
    } catch {
      // An editor that fails to answer: the next question may do better.
      this.#known.delete(folder);
      return DEFAULT_SETTINGS;
    }
  }
}

/** What an editor sent, each setting that is not what it should be replaced by its default, and a sentence about each of those. */
export function settingsFrom(sent: unknown): { settings: Settings; problems: string[] } {
  const { configFiles, rules, hover } = groupIn(sent);
  const { thumbnails } = groupIn(hover);
  const problems: string[] = [];
  const isList = Array.isArray(configFiles) && configFiles.every((glob): glob is string => typeof glob === 'string');
  if (!isList && isWritten(configFiles)) problems.push('multitask.configFiles is no list of globs.');
  if (!isGroup(rules) && isWritten(rules)) problems.push('multitask.rules is no group of codes with their severities.');
  const isSwitch = typeof thumbnails === 'boolean';
  if (!isSwitch && isWritten(thumbnails)) problems.push('multitask.hover.thumbnails is neither true nor false.');
  const read = readSeverities(Object.entries(groupIn(rules)));
  problems.push(...read.problems.map((problem) => `multitask.rules: ${problem}`));
  return {
    settings: {
      configFiles: isList ? configFiles : DEFAULT_SETTINGS.configFiles,
      rules: read.severities,
      hover: { thumbnails: isSwitch ? thumbnails : DEFAULT_SETTINGS.hover.thumbnails },
    },
    problems,
  };
}

/** An editor without the setting sends null, or nothing. */
const isWritten = (value: unknown): boolean => value !== undefined && value !== null;

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const groupIn = (value: unknown): Readonly<Record<string, unknown>> => (isGroup(value) ? value : {});
