import { describe, expect, it } from 'vitest';
import { allFixes } from '../../../core/fixes/fix-all.ts';
import { silenceEdits } from '../../../core/fixes/silence.ts';
import { applyEdits } from '../../../core/fixes/text-edit.ts';
import { outlineOf } from '../../../core/language/outline.ts';
import fc from '../../fast-check.ts';
import { FILE } from '../config/configs.ts';
import { damagedConfig } from '../damaged-config.ts';
import { findingsOf, fixed } from './fixing.ts';

/** Mistakes that a config can have besides being damaged. */
const MORE = `  epoch: 3
  loss_weights: { sleevs: 1 }
  target: [print_encoded]
  zoom: "a \\t b"
`;

describe('fixes of any text', () => {
  it('are made, or are not, and never end in an exception', () => {
    fc.assert(
      fc.property(damagedConfig, (damaged) => {
        const text = damaged + MORE;
        const findings = findingsOf(text);
        for (const finding of findings) {
          for (const fix of finding.fixes ?? []) fixed(text, fix);
          const silenced = silenceEdits(text, FILE, finding);
          if (silenced) expect(applyEdits(text, silenced)).toContain(finding.code);
        }
        const { edits } = allFixes({ text, outline: outlineOf(text) }, findings);
        expect(applyEdits(text, edits)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('take a time that grows as the text does', () => {
    const labels = (count: number) => Array.from({ length: count }, (_, index) => `label${index}x`).join(', ');
    const seconds = (count: number) => {
      const text = `paths:\n  model_path: x\n  model_dataframe: y\nmodel:\n  target_encoder:\n    print: [${labels(count)}]\n  epoch: 3\n`;
      const findings = findingsOf(text);
      const start = performance.now();
      expect(allFixes({ text, outline: outlineOf(text) }, findings).mended).toHaveLength(1);
      return (performance.now() - start) / 1000;
    };
    seconds(1000);
    const [small, large] = [Math.min(seconds(1500), seconds(1500)), Math.min(seconds(15_000), seconds(15_000))];
    expect(large / small).toBeLessThan(40);
  });
});
