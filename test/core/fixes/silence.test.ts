import { describe, expect, it } from 'vitest';
import { silenceEdits } from '../../../core/fixes/silence.ts';
import { applyEdits } from '../../../core/fixes/text-edit.ts';
import { FILE, MINIMAL } from '../config/configs.ts';
import { findingsOf } from './fixing.ts';

/** The config with the first finding of the code silenced where it stands; undefined where it may not be. */
function silenced(text: string, code: string): string | undefined {
  const finding = findingsOf(text).find((other) => other.code === code);
  expect(finding).toBeDefined();
  const edits = silenceEdits(text, FILE, finding!);
  return edits && applyEdits(text, edits);
}

const PRINT = '    print: [striped, solid]\n';
const UNUSED = '    print: [striped, solid, floral]';
const withPrint = (line: string) => MINIMAL.replace(PRINT, `${line}\n`);

describe('a comment that silences a finding', () => {
  it.each([
    ['stands at the end of the line', UNUSED, `${UNUSED} # multitask-disable-line unused-label`],
    ['takes the place of spaces', `${UNUSED}  `, `${UNUSED} # multitask-disable-line unused-label  `],
    [
      'keeps a comment as its reason',
      `${UNUSED}  ## in spring  `,
      `${UNUSED}  # multitask-disable-line unused-label -- in spring  `,
    ],
    [
      'joins one that is there',
      `${UNUSED} # multitask-disable-line missing-labels -- so far`,
      `${UNUSED} # multitask-disable-line missing-labels, unused-label -- so far`,
    ],
    [
      'completes one without a code',
      `${UNUSED} # multitask-disable-line`,
      `${UNUSED} # multitask-disable-line unused-label`,
    ],
    [
      'stands behind brackets over several lines',
      '    print: [striped, solid,\n      floral,\n    ]',
      '    print: [striped, solid,\n      floral, # multitask-disable-line unused-label\n    ]',
    ],
    ['keeps CRLF', `${UNUSED}\r`, `${UNUSED} # multitask-disable-line unused-label\r`],
  ])('%s', (_, before, after) => {
    const result = silenced(withPrint(before), 'unused-label');
    expect(result).toBe(withPrint(after));
    expect(findingsOf(result!).map(({ code }) => code)).not.toContain('unused-label');
  });

  it('leaves a comment for the whole file alone', () => {
    expect(silenced(withPrint(`${UNUSED} # multitask-disable missing-labels`), 'unused-label')).toBeUndefined();
  });

  it('is not offered for errors that training cannot do without', () => {
    expect(silenced(withPrint('    prints: [striped, solid]'), 'missing-task-column')).toBeUndefined();
    expect(silenced(`${MINIMAL}  epoch: 3\n`, 'unknown-key')).toBeUndefined();
  });

  it('counts no byte order mark', () => {
    const text = `\uFEFF${withPrint(UNUSED)}`;
    expect(silenced(text, 'unused-label')).toBe(
      `\uFEFF${withPrint(`${UNUSED} # multitask-disable-line unused-label`)}`,
    );
  });
});
