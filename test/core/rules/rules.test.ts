import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../core/rules/rules.ts';
import { project } from './projects.ts';

describe('the list of rules', () => {
  it('has every rule file, under the name of its code', () => {
    const files = readdirSync(new URL('../../../core/rules', import.meta.url)).filter((name) => name.endsWith('.ts'));
    const named = files
      .map((name) => name.slice(0, -'.ts'.length))
      .filter((name) => name !== 'rule' && name !== 'rules');
    expect(rules.map(({ code }) => code).sort()).toEqual(named.sort());
  });

  it('finds nothing in a sound project but its size', () => {
    const made = project();
    expect(rules.flatMap(({ code, check }) => [...check(made)].map(() => code))).toEqual(['batch-larger-than-data']);
  });

  it('judges a project whose dataframe could not be read without failing', () => {
    const made = project();
    const problems = [{ code: 'missing-dataframe', message: 'There is none.', fatal: true }];
    const unread = {
      ...made,
      dataframe: { ...made.dataframe, rows: 0, columns: [], problems },
      rows: undefined,
    };
    expect(rules.flatMap(({ check }) => [...check(unread)])).toEqual([]);
  });
});
