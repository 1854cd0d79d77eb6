import type { Finding } from '../../schemas/types/finding.ts';
import { counted } from '../words.ts';
import { sentenceList } from './words.ts';

/** "2 errors and 1 warning"; empty when there is neither. Infos are not counted: there is nothing to do about them. */
export function countFindings(findings: readonly Finding[]): string {
  const kinds = [
    ['error', 'error'],
    ['warning', 'warning'],
  ] as const;
  return sentenceList(
    kinds.flatMap(([severity, noun]) => {
      const times = findings.filter((finding) => finding.severity === severity).length;
      return times > 0 ? [counted(times, noun)] : [];
    }),
  );
}
