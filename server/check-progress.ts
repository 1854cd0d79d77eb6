import { basename } from 'node:path';
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import { count } from '../core/words.ts';

/** Fewer images are read before anybody would look. */
const MANY_IMAGES = 2000;

/** Shows in the editor how far reading many images is, with a button that ends the check. */
export class CheckProgress {
  readonly #connection: Connection;
  readonly #config: string;
  readonly #cancel: () => void;
  /** undefined: the editor shows none. */
  #reporter: Promise<WorkDoneProgressServerReporter | undefined> | undefined;
  #percent = 0;

  constructor(connection: Connection, configFile: string, cancel: () => void) {
    this.#connection = connection;
    this.#config = basename(configFile);
    this.#cancel = cancel;
  }

  images(done: number, total: number): void {
    if (total < MANY_IMAGES) return;
    this.#reporter ??= this.#begin(total);
    const percent = Math.floor((done / total) * 100);
    if (percent === this.#percent) return;
    this.#percent = percent;
    void this.#reporter.then((reporter) => reporter?.report(percent, `${count(done)} of ${count(total)} images`));
  }

  end(): void {
    void this.#reporter?.then((reporter) => reporter?.done());
  }

  async #begin(total: number): Promise<WorkDoneProgressServerReporter | undefined> {
    try {
      const reporter = await this.#connection.window.createWorkDoneProgress();
      reporter.begin(`Checking ${this.#config}`, 0, `${count(total)} images`, true);
      reporter.token.onCancellationRequested(this.#cancel);
      return reporter;
    } catch (error) {
      this.#connection.console.warn(`The editor shows no progress: ${error}`);
      return undefined;
    }
  }
}
