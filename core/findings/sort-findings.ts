import type { Finding } from '../../schemas/types/finding.ts';

const SEVERITY_ORDER: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** Findings in reading order: by file (the given one first), then line and column, then gravity. */
export function sortFindings(findings: readonly Finding[], firstFile: string): Finding[] {
  const fileRank = (finding: Finding) => (finding.location.file === firstFile ? 0 : 1);
  return [...findings].sort(
    (a, b) =>
      fileRank(a) - fileRank(b) ||
      compareText(a.location.file, b.location.file) ||
      lineOf(a) - lineOf(b) ||
      columnOf(a) - columnOf(b) ||
      SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
      compareText(a.code, b.code),
  );
}

/** Whether training is refused. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

const lineOf = (finding: Finding) => finding.location.range?.start.line ?? 0;
const columnOf = (finding: Finding) => finding.location.range?.start.column ?? 0;
const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
