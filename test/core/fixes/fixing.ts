import { parseConfig } from '../../../core/config/config-document.ts';
import { parseDatasetConfig } from '../../../core/dataset-config/dataset-document.ts';
import { configEdits } from '../../../core/fixes/config-edits.ts';
import { applyEdits } from '../../../core/fixes/text-edit.ts';
import { kindOf } from '../../../core/language/config-view.ts';
import { outlineOf } from '../../../core/language/outline.ts';
import { rules } from '../../../core/rules/rules.ts';
import { applySeverities } from '../../../core/severity/apply-severities.ts';
import type { Finding, Fix } from '../../../schemas/types/finding.ts';
import { FILE } from '../config/configs.ts';
import { type ProjectParts, project } from '../rules/projects.ts';

/** Everything that the check says of a config with these rows; of one that cannot be read, what reading says. */
export function findingsOf(text: string, parts: Omit<ProjectParts, 'config'> = {}): Finding[] {
  if (kindOf(text) === 'dataset') return parseDatasetConfig(text, FILE).findings;
  const document = parseConfig(text, FILE);
  if (!document.config) return document.findings;
  const made = project({ ...parts, config: text });
  const found = rules.flatMap(({ code, severity, check }) =>
    [...check(made)].map((finding): Finding => ({ code, severity, ...finding })),
  );
  return applySeverities([...document.findings, ...found], document);
}

/** The config with the fix made; undefined where it cannot be made. */
export function fixed(text: string, fix: Pick<Fix, 'changes'>): string | undefined {
  const edits = configEdits({ text, outline: outlineOf(text) }, fix);
  return edits && applyEdits(text, edits);
}
