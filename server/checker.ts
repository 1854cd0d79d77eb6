import type { Connection } from 'vscode-languageserver/node';
import { type ConfigView, dataframePath } from '../core/language/config-view.ts';
import type { Finding } from '../schemas/types/finding.ts';
import { CheckProgress } from './check-progress.ts';
import type { ClientFacts } from './client-facts.ts';
import type { DataService } from './data/data-service.ts';
import type { DataframeStore } from './dataframe-store.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { OpenDataframes } from './open-dataframes.ts';
import type { SettingsCache } from './settings.ts';

export interface CheckerOptions {
  readonly connection: Connection;
  readonly client: ClientFacts;
  readonly settings: SettingsCache;
  readonly configs: OpenConfigs;
  readonly data: DataService;
  readonly dataframes: DataframeStore;
  readonly openDataframes: OpenDataframes;
}

export interface ConfigToCheck extends ConfigView {
  readonly uri: string;
}

/** Checks configs as they are in the editor, with a person's settings, and shows how far a long check is. */
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
    config: ConfigToCheck,
    signal: AbortSignal,
    onFindings: (findings: Finding[]) => void = () => {},
  ): Promise<Finding[] | undefined> {
    const { connection, client, settings, configs, data, dataframes, openDataframes } = this.#options;
    const { uri, text, place } = config;
    const { rules: severities } = await settings.of(place.configFile);
    const dataframe = dataframePath(config);
    if (dataframe !== undefined) await dataframes.sync(dataframe);
    const marksCells = dataframe !== undefined && openDataframes.at(dataframe) !== undefined;
    const button = new AbortController();
    const progress = new CheckProgress(connection, place.configFile, () => button.abort());
    const onImages = (done: number, total: number) => progress.images(done, total);
    try {
      const { findings, labelRows } = await data.check(
        { ...place, text, severities, marksCells },
        { onFindings, ...(client.showsProgress && { onImages }) },
        AbortSignal.any([signal, button.signal]),
      );
      configs.keepLabelRows(uri, labelRows);
      return findings;
    } catch (error) {
      if (button.signal.aborted && !signal.aborted) return undefined;
      throw error;
    } finally {
      progress.end();
    }
  }
}
