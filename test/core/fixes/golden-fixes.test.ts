import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findingsOf, fixed } from './fixing.ts';

/** What stands before the lines of a case: it only shows what is in `model`. */
const HEAD = `paths:
  model_dataframe: data.csv
  model_path: model
  training_history_path: history.csv
model:
  input_shape: [224, 224]
  paths: image
  batch_size: 4
`;

const TASKS = `  target_encoder:
    sleeves: [long, short]
    print: [striped, solid]
`;

/** Eight rows with both labels of each task, unless a case has its own. */
const ROWS = { sleeves: 'long short', print: 'striped solid' };

interface Case {
  readonly name: string;
  readonly code: string;
  readonly title: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly before: string;
  readonly after: string;
}

/** A case: `=== name`, `code: title of the fix`, any `column: label label…` that rows go through in turn, the lines before, `--- ` and the lines after. */
function casesOf(file: string): Case[] {
  const text = readFileSync(new URL(`../../fixtures/fixes/${file}`, import.meta.url), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((section) => {
      const [name = '', fix = '', ...lines] = section.split('\n');
      const [, code = '', title = ''] = /^([a-z-]+): (.*)$/.exec(fix) ?? [];
      const start = lines.indexOf('');
      const columns = lines.slice(0, start).map((line) => line.split(': ') as [string, string]);
      const [before = '', after = ''] = lines
        .slice(start + 1)
        .join('\n')
        .split(/^---\n/m);
      const trimmed = (part: string) => `${part.trimEnd()}\n`;
      return {
        name,
        code,
        title,
        columns: { ...ROWS, ...Object.fromEntries(columns) },
        before: trimmed(before),
        after: trimmed(after),
      };
    });
}

/** Shown as they are; cases mark what else could not be seen. */
const spelled = (text: string) => text.replaceAll('␉', '\t').replaceAll('␍', '\r').replaceAll('␠', ' ');

const whole = (lines: string): string => {
  const config = spelled(lines);
  if (/^(paths|model):/m.test(config)) return config;
  return HEAD + (config.includes('target_encoder') ? '' : TASKS) + config;
};

function rowsOf(columns: Readonly<Record<string, string>>): Record<string, string>[] {
  const rows = Math.max(8, ...Object.values(columns).map((said) => said.split(' ').length));
  return Array.from({ length: rows }, (_, row) => ({
    image: `${row}.jpg`,
    ...Object.fromEntries(
      Object.entries(columns).map(([name, said]) => {
        const cells = said.split(' ');
        return [name, cells[row % cells.length] ?? ''];
      }),
    ),
  }));
}

describe.each(['labels.txt', 'keys-and-values.txt', 'targets-and-tasks.txt'])('%s', (file) => {
  it.each(casesOf(file))('$name', ({ code, title, columns, before, after }) => {
    const parts = { rows: rowsOf(columns), validation: 4 };
    const text = whole(before);
    const findings = findingsOf(text, parts).filter((finding) => finding.code === code);
    const offered = findings.flatMap(({ fixes = [] }) => fixes);
    expect(offered.map((fix) => fix.title)).toContain(title);
    const fix = offered.find((other) => other.title === title)!;
    const result = fixed(text, fix);
    if (after === '(none)\n') {
      expect(result).toBeUndefined();
      return;
    }
    expect(result).toBe(whole(after));
    const finding = findings.find(({ fixes }) => fixes?.includes(fix))!;
    const left = findingsOf(result!, parts).filter((other) => other.code === code);
    expect(left.map(({ message }) => message)).not.toContain(finding.message);
  });
});
