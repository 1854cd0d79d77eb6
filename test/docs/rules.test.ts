import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetRules } from '../../core/dataset-config/rules/rules.ts';
import { rules } from '../../core/rules/rules.ts';
import { CODES, mayBeLowered } from '../../core/severity/codes.ts';
import { directivesOf } from '../../core/severity/directives.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');

/** What stands under each code's heading. */
const entries = new Map(
  text
    .split(/^#{2,3} /m)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n'))] as const)
    .filter(([heading]) => /^[a-z-]+$/.test(heading)),
);

/** In core, a code is written out behind `code:`, as a first argument or alone on its line. */
const WRITTEN =
  /(?:code: |\?\? |\b(?:report|fail|warning|listFinding|atLine|columnFault|ParquetFault)\((?:[\w.]+, )*|^ +|: )'([a-z]+(?:-[a-z]+)+)'/gm;

describe('docs/rules.md', () => {
  it('has every code under a heading of its own, once', () => {
    const headings = [...text.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading!);
    expect(headings.toSorted()).toEqual(CODES);
  });

  it('says of each how grave it is, an example and how to mend it', () => {
    const shape =
      /^\n\n\*\*(error|warning|info)(, may be lowered|; an? [^*]+)?\*\* · .+\.\n\n- Example: .+\n- Mend it: .+\n/;
    expect([...entries].filter(([, entry]) => !shape.test(entry))).toEqual([]);
  });

  it('knows the severities of the rules, and which may be lowered', () => {
    const said = (code: string) => /\*\*(error|warning|info)/.exec(entries.get(code) ?? '')?.[1];
    for (const { code, severity } of [...rules, ...datasetRules]) expect([code, said(code)]).toEqual([code, severity]);
    const marked = [...entries].filter(([, entry]) => entry.includes('may be lowered**')).map(([code]) => code);
    expect(marked.toSorted()).toEqual(CODES.filter(mayBeLowered));
  });

  it('says so where a rule is graver in some cases', () => {
    const folders = ['core/rules', 'core/dataset-config/rules'].map((folder) => join(ROOT, folder));
    const sources = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    const severalSeverities = sources.filter((source) => (source.match(/^ +(yield.*)?severity: /gm)?.length ?? 0) > 1);
    const codes = severalSeverities.map((source) => /code: '([a-z-]+)'/.exec(source)?.[1] ?? '');
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.filter((code) => !/^\n\n\*\*[a-z]+; /.test(entries.get(code) ?? ''))).toEqual([]);
  });

  it('says which fixes each rule has', () => {
    const hasFixes = (folder: string, code: string) =>
      /(fixes|column-missing)\.ts'/.test(readFileSync(join(ROOT, folder, `${code}.ts`), 'utf8'));
    const said = (code: string) => entries.get(code)?.includes('\n- Quick fix: ');
    for (const { code } of rules) expect([code, said(code)]).toEqual([code, hasFixes('core/rules', code)]);
    for (const { code } of datasetRules) {
      expect([code, said(code)]).toEqual([code, hasFixes('core/dataset-config/rules', code)]);
    }
  });

  it('shows comments as they are read', () => {
    const [example = ''] = text.match(/(?<=```yaml\n).*?(?=```)/s) ?? [];
    const silenced = directivesOf(example).map(({ line, codes }) => [line, ...codes.map(({ code }) => code)]);
    expect(silenced).toEqual([
      [undefined, 'missing-labels'],
      [4, 'unused-label'],
    ]);
  });
});

describe('the list of codes', () => {
  it('has every code that core writes', () => {
    const sources = readdirSync(join(ROOT, 'core'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !/^(run-state|init|split|severity[/\\]codes)/.test(name),
    );
    const written = sources.flatMap((name) =>
      [...readFileSync(join(ROOT, 'core', name), 'utf8').matchAll(WRITTEN)].map(([, code]) => code!),
    );
    const unknown = [...new Set(written)].filter((code) => !CODES.includes(code)).toSorted();
    expect(unknown).toEqual([]);
    expect(CODES.filter((code) => code.includes('-') && !written.includes(code))).toEqual([]);
  });
});
