import { describe, expect, it } from 'vitest';
import { allFixes } from '../../../core/fixes/fix-all.ts';
import { applyEdits } from '../../../core/fixes/text-edit.ts';
import { outlineOf } from '../../../core/language/outline.ts';
import { withModel } from '../config/configs.ts';
import { ROWS } from '../rules/projects.ts';
import { findingsOf } from './fixing.ts';

/** With as many rows in a batch as there are to train on. */
const SOUND = withModel('batch_size: 2');

function allFixed(
  text: string,
  parts: Parameters<typeof findingsOf>[1] = {},
): { result: string | undefined; mended: string[] } {
  const { edits, mended } = allFixes({ text, outline: outlineOf(text) }, findingsOf(text, parts));
  return { result: applyEdits(text, edits), mended: mended.map(({ code }) => code) };
}

describe('all preferred fixes', () => {
  it('are made at once, each word once', () => {
    const text = SOUND.replace('striped', 'stripd')
      .replace('solid]', "'solyd']")
      .concat('  loss_weights: {sleevs: 2}\n');
    const { result, mended } = allFixed(text);
    expect(result).toBe(SOUND.replace('solid]', "'solid']").concat('  loss_weights: {sleeves: 2}\n'));
    expect(mended.toSorted()).toEqual(['unknown-label', 'unknown-task', 'unused-label']);
  });

  it('leave out what an alias repeats elsewhere, and make the others', () => {
    const text = SOUND.replace('print: [striped, solid]', 'print: &p [stripd, solid]\n    cuffs: *p').concat(
      '  loss_weights: {sleevs: 2}\n',
    );
    const { result, mended } = allFixed(text);
    expect(result).toBe(text.replace('sleevs', 'sleeves'));
    expect(mended).toEqual(['unknown-task']);
  });

  it('mend a text that cannot be read yet', () => {
    const { result } = allFixed(`${SOUND}  epochs: 3\n\trandom_seed: 4\n\talpha: 1\n`);
    expect(result).toBe(`${SOUND}  epochs: 3\n  random_seed: 4\n  alpha: 1\n`);
  });

  it('count no byte order mark', () => {
    const text = `\uFEFF${SOUND.replace('paths:\n  model_dataframe', 'paths: # multitask-disable unused-labels\n  model_dataframe')}`;
    expect(allFixed(text).result).toBe(text.replace('unused-labels', 'unused-label'));
  });

  it('leave the dataframe alone', () => {
    const rows = [{ ...ROWS[0]!, sleeves: 'lnog' }, ...ROWS, ...ROWS];
    expect(allFixed(SOUND, { rows })).toEqual({ result: SOUND, mended: [] });
  });

  it('are none where nothing is wrong', () => {
    expect(allFixed(SOUND)).toEqual({ result: SOUND, mended: [] });
  });
});
