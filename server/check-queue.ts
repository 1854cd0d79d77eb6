export interface CheckQueueOptions {
  /** How long after the last change a check starts. */
  readonly pauseMs: number;
  /** Checks one document; rejects with the signal's reason when it is aborted. */
  run(uri: string, signal: AbortSignal): Promise<void>;
  /** Told of every other rejection. */
  onError(error: unknown): void;
}

/** Runs a check for a document once its changes pause. A further change ends the check under way, so that no stale result is published. */
export class CheckQueue {
  readonly #options: CheckQueueOptions;
  readonly #checks = new Map<string, { timer: NodeJS.Timeout; controller: AbortController }>();
  #closed = false;

  constructor(options: CheckQueueOptions) {
    this.#options = options;
  }

  schedule(uri: string): void {
    this.cancel(uri);
    if (this.#closed) return;
    const controller = new AbortController();
    const timer = setTimeout(() => void this.#run(uri, controller), this.#options.pauseMs);
    this.#checks.set(uri, { timer, controller });
  }

  /** Ends the document's check, waiting or under way. */
  cancel(uri: string): void {
    const check = this.#checks.get(uri);
    if (!check) return;
    clearTimeout(check.timer);
    check.controller.abort();
    this.#checks.delete(uri);
  }

  /** Ends every check and starts no further one. */
  close(): void {
    this.#closed = true;
    for (const uri of [...this.#checks.keys()]) this.cancel(uri);
  }

  async #run(uri: string, controller: AbortController): Promise<void> {
    try {
      await this.#options.run(uri, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) this.#options.onError(error);
    } finally {
      if (this.#checks.get(uri)?.controller === controller) this.#checks.delete(uri);
    }
  }
}
