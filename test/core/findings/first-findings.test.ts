import { describe, expect, it } from 'vitest';
import { firstFindings } from '../../../core/findings/first-findings.ts';
import type { RuleFinding } from '../../../core/rules/rule.ts';

const findings = (count: number): RuleFinding[] =>
  Array.from({ length: count }, (_, index) => ({ message: `Finding ${index}.`, location: { file: '/config.yml' } }));

function* withPauses(all: readonly RuleFinding[]): Generator<RuleFinding | undefined> {
  for (const finding of all) yield* [undefined, finding];
}

describe('the first findings of a rule', () => {
  it('are all of a hundred', () => {
    expect([...firstFindings(findings(100))]).toEqual(findings(100));
  });

  it('are a hundred of more, and the last says so', () => {
    const [last, ...others] = [...firstFindings(findings(102))].reverse();
    expect(others.reverse()).toEqual(findings(99));
    expect(last?.message).toBe('Finding 99. There are more findings like this one: mend these first.');
  });

  it('ask the rule for one more than they are', () => {
    let asked = 0;
    function* endless(): Generator<RuleFinding> {
      for (const [finding] = findings(1); finding; asked++) yield finding;
    }
    expect([...firstFindings(endless())]).toHaveLength(100);
    expect(asked).toBe(100);
  });

  it('keep the pauses between them', () => {
    expect([...firstFindings(withPauses(findings(2)))]).toEqual([...withPauses(findings(2))]);
    const shown = [...firstFindings(withPauses(findings(300)))];
    expect(shown.filter((finding) => finding)).toHaveLength(100);
  });
});
