import type { InitializeParams } from 'vscode-languageserver/node';

/** What a client may send as `initializationOptions`. */
export interface InitializationOptions {
  /** Features that the editor has from elsewhere, by the names of their requests, such as `documentSymbol`: the server leaves them out. */
  readonly without?: readonly string[];
  /** Diagnostics that the editor has from elsewhere, by their codes: the server shows none of them. */
  readonly withoutCodes?: readonly string[];
  /** Commands that the client carries out, such as `multitask.train`: code lenses show no others. */
  readonly commands?: readonly string[];
  /** Whether the client listens for `multitask/checked`. */
  readonly checked?: boolean;
  /** Whether it shows pictures that stand in Markdown as `data:` URIs. */
  readonly showsPictures?: boolean;
}

/** What the editor said of itself. */
export class ClientFacts {
  without: ReadonlySet<string> = new Set();
  withoutCodes: ReadonlySet<string> = new Set();
  commands: ReadonlySet<string> = new Set();
  showsPictures = false;
  /** It asks for diagnostics itself. */
  pullsDiagnostics = false;
  relatedInformation = false;
  registersWatchers = false;
  registersConfiguration = false;
  showsProgress = false;
  /** It wants to hear when a version of a config was checked to the end. */
  wantsChecked = false;
  /** It knows what to do with a completion's places to fill in. */
  snippets = false;
  /** What it knows to do with code actions. */
  actions = { literals: false, resolvesEdit: false, disabled: false };
  /** How it takes edits. */
  edits = { documentChanges: false, changeAnnotations: false };
  refreshes = { diagnostics: false, inlayHint: false, codeLens: false };

  initialize({ capabilities, initializationOptions }: InitializeParams): void {
    const { workspace, textDocument, window } = capabilities;
    const options = initializationOptions as Partial<Record<keyof InitializationOptions, unknown>> | null | undefined;
    this.without = textSet(options?.without);
    this.withoutCodes = textSet(options?.withoutCodes);
    this.commands = textSet(options?.commands);
    this.showsPictures = options?.showsPictures === true;
    this.pullsDiagnostics = textDocument?.diagnostic !== undefined;
    this.relatedInformation =
      (textDocument?.publishDiagnostics?.relatedInformation || textDocument?.diagnostic?.relatedInformation) ?? false;
    this.registersWatchers = workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    this.registersConfiguration = workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    this.wantsChecked = options?.checked === true;
    this.showsProgress = window?.workDoneProgress ?? false;
    this.snippets = textDocument?.completion?.completionItem?.snippetSupport ?? false;
    const { codeActionLiteralSupport, resolveSupport, disabledSupport, dataSupport } = textDocument?.codeAction ?? {};
    this.actions = {
      literals: codeActionLiteralSupport !== undefined,
      resolvesEdit: (dataSupport && resolveSupport?.properties.includes('edit')) ?? false,
      disabled: disabledSupport ?? false,
    };
    this.edits = {
      documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
      changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    };
    this.refreshes = {
      diagnostics: workspace?.diagnostics?.refreshSupport ?? false,
      inlayHint: workspace?.inlayHint?.refreshSupport ?? false,
      codeLens: workspace?.codeLens?.refreshSupport ?? false,
    };
  }
}

function textSet(sent: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(sent) ? sent.filter((entry) => typeof entry === 'string') : []);
}
