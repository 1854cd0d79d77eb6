import type { Connection } from 'vscode-languageserver/node';
import { checkConfig } from '../core/check-config.ts';
import type { Finding } from '../schemas/types/finding.ts';
import { CheckProgress } from './check-progress.ts';
import type { ClientFacts } from './client-facts.ts';
import { DataframeCache } from './dataframes/dataframe-cache.ts';
import type { OpenDataframes } from './open-dataframes.ts';

export interface ConfigToCheck {
  readonly configFile: string;
  readonly root: string;
  readonly text: string;
}

/** Checks configs, and shows in the editor how far a long check is. */
export class Checker {
  readonly #connection: Connection;
  readonly #client: ClientFacts;
  readonly #dataframes: DataframeCache;

  constructor(connection: Connection, client: ClientFacts, open: OpenDataframes) {
    this.#dataframes = new DataframeCache(open);
    this.#connection = connection;
    this.#client = client;
  }

  /** What is wrong with the config and its data; undefined when the person ended the check. Rejects with the signal's reason. */
  async check(config: ConfigToCheck, signal: AbortSignal): Promise<Finding[] | undefined> {
    const button = new AbortController();
    const progress = new CheckProgress(this.#connection, config.configFile, () => button.abort());
    try {
      const checked = await checkConfig({
        ...config,
        readCells: this.#dataframes.read,
        signal: AbortSignal.any([signal, button.signal]),
        ...(this.#client.showsProgress && { onImages: (done, total) => progress.images(done, total) }),
      });
      return 'project' in checked ? checked.project.findings : checked.dataset.findings;
    } catch (error) {
      if (button.signal.aborted && !signal.aborted) return undefined;
      throw error;
    } finally {
      progress.end();
    }
  }
}
