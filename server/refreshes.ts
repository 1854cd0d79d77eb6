import type { Connection } from 'vscode-languageserver/node';
import type { ClientFacts } from './client-facts.ts';

/** Asks the editor, as far as it knows how, to ask again for what it shows. */
export class Refreshes {
  readonly #connection: Connection;
  readonly #client: ClientFacts;

  constructor(connection: Connection, client: ClientFacts) {
    this.#connection = connection;
    this.#client = client;
  }

  diagnostics(): void {
    if (this.#client.refreshes.diagnostics) this.#ask('workspace/diagnostic/refresh');
  }

  /** What is known of a dataframe and shown in configs: hints and lenses. */
  facts(): void {
    if (this.#client.refreshes.inlayHint) this.#ask('workspace/inlayHint/refresh');
    if (this.#client.refreshes.codeLens) this.#ask('workspace/codeLens/refresh');
  }

  /** An editor that answers with an error shows what it has for a while longer. */
  #ask(method: string): void {
    this.#connection
      .sendRequest(method)
      .catch((error) => this.#connection.console.warn(`The editor did not take ${method}: ${error}`));
  }
}
