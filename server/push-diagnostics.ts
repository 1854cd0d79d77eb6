import type { Finding } from '../schemas/types/finding.ts';
import { CheckQueue } from './check-queue.ts';
import type { Checker } from './checker.ts';
import type { OpenConfigs } from './open-configs.ts';
import type { DiagnosticsPublisher } from './publish-diagnostics.ts';

export interface PushOptions {
  readonly configs: OpenConfigs;
  readonly checker: Checker;
  readonly publisher: DiagnosticsPublisher;
  /** Told of every document whose version was checked to the end. */
  onChecked(uri: string, version: number | undefined): void;
  /** Told of checks that fail. */
  onError(error: unknown): void;
}

/** Publishes the diagnostics of documents, for editors that do not ask for them. */
export class PushDiagnostics {
  readonly #options: PushOptions;
  readonly #queue: CheckQueue;

  constructor(options: PushOptions) {
    this.#options = options;
    const run = (uri: string, signal: AbortSignal) => this.#push(uri, signal);
    this.#queue = new CheckQueue({ pauseMs: 0, run, onError: options.onError });
  }

  /** Checks the document as it is now; an older check of it ends. */
  schedule(uri: string): void {
    this.#queue.schedule(uri);
  }

  /** Ends the document's check, waiting or under way. */
  cancel(uri: string): void {
    this.#queue.cancel(uri);
  }

  /** Ends every check and starts no further one. */
  close(): void {
    this.#queue.close();
  }

  async #push(uri: string, signal: AbortSignal): Promise<void> {
    const { configs, checker, publisher, onChecked } = this.#options;
    const config = await configs.get(uri);
    signal.throwIfAborted();
    if (!config) {
      const version = configs.versionOf(uri);
      publisher.clear(uri, version);
      onChecked(uri, version);
      return;
    }
    const publish = (findings: Finding[]) => {
      if (signal.aborted) return;
      config.findings = findings;
      publisher.publish({ uri, version: config.version, configFile: config.place.configFile, findings });
    };
    const findings = await checker.check(config, signal, publish);
    signal.throwIfAborted();
    if (!findings) return;
    publish(findings);
    onChecked(uri, config.version);
  }
}
