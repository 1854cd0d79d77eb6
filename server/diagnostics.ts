import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver/node';
import type { Finding, Location } from '../schemas/types/finding.ts';
import { ruleUri } from './package-docs.ts';
import { uriOfPath } from './uris.ts';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** A character beyond every line; editors read it as the line's end. */
const LINE_END = 2 ** 31 - 1;

/** The finding as LSP says it: positions count from 0. */
export function diagnosticOf(finding: Finding, { relatedInformation }: { relatedInformation: boolean }): Diagnostic {
  const { code, severity, message, location, related } = finding;
  return {
    source: 'multitask',
    code,
    codeDescription: { href: ruleUri(code) },
    severity: SEVERITIES[severity],
    message,
    range: rangeOf(location),
    ...(relatedInformation && related
      ? {
          relatedInformation: related.map((place) => ({
            message: place.message,
            location: { uri: uriOfPath(place.location.file), range: rangeOf(place.location) },
          })),
        }
      : {}),
  };
}

/** A location without a range, far down in a file that is closed, is shown about on its row's line; a file as a whole on its first. */
export function rangeOf({ range, row }: Location): Range {
  if (range) {
    return {
      start: { line: range.start.line - 1, character: range.start.column - 1 },
      end: { line: range.end.line - 1, character: range.end.column - 1 },
    };
  }
  const line = row ?? 0;
  return { start: { line, character: 0 }, end: { line, character: LINE_END } };
}
