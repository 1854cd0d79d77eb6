import type { Connection } from 'vscode-languageserver/node';
import type { Finding } from '../schemas/types/finding.ts';
import { CheckProgress } from './check-progress.ts';
import type { ClientFacts } from './client-facts.ts';
import type { CheckResult, ConfigToCheck, DataService } from './data/data-service.ts';
import type { DataframeStore } from './dataframe-store.ts';

export interface CheckerOptions {
  readonly connection: Connection;
  readonly client: ClientFacts;
  readonly data: DataService;
  readonly dataframes: DataframeStore;
}

export interface ConfigWithDataframe extends ConfigToCheck {
  /** undefined: the config names none. */
  readonly dataframe: string | undefined;
}

/** Checks configs, and shows in the editor how far a long check is. */
export class Checker {
  readonly #options: CheckerOptions;

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  /**
   * What is wrong with the config and its data; undefined when the person ended the check. Rejects with the signal's reason.
   * @param onFindings Told of the findings so far, while finding the others takes its time.
   */
  async check(
    { dataframe, ...config }: ConfigWithDataframe,
    signal: AbortSignal,
    onFindings: (findings: Finding[]) => void = () => {},
  ): Promise<CheckResult | undefined> {
    const { connection, client, data, dataframes } = this.#options;
    if (dataframe !== undefined) await dataframes.sync(dataframe);
    const button = new AbortController();
    const progress = new CheckProgress(connection, config.configFile, () => button.abort());
    const onImages = (done: number, total: number) => progress.images(done, total);
    try {
      const listener = { onFindings, ...(client.showsProgress && { onImages }) };
      return await data.check(config, listener, AbortSignal.any([signal, button.signal]));
    } catch (error) {
      if (button.signal.aborted && !signal.aborted) return undefined;
      throw error;
    } finally {
      progress.end();
    }
  }
}
