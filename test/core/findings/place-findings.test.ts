import { describe, expect, it } from 'vitest';
import { MOST_MARKS, placeFindings } from '../../../core/findings/place-findings.ts';
import type { Finding } from '../../../schemas/types/finding.ts';

const CSV = '/project/rows.csv';
const CONFIG = { file: '/project/config.yml', range: range(3, 5, 3, 10) };

const finding = (more: Partial<Finding>): Finding => ({
  code: 'unknown-label',
  severity: 'error',
  message: 'What is wrong.',
  location: CONFIG,
  ...more,
});

function range(startLine: number, startColumn: number, endLine: number, endColumn: number) {
  return { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } };
}

const text = 'image,note,print\na.jpg,"two\nlines",dots\nb.jpg,,stripes\nc.jpg,,dots\n';

describe('placeFindings', () => {
  it('says where the cells stand that a finding names, after quoted line breaks too', async () => {
    const related = (row: number, column?: string) => ({
      message: `row ${row}`,
      location: { file: CSV, row, ...(column && { column }) },
    });
    const [placed] = await placeFindings(
      [finding({ cells: { column: 'print' }, related: [related(1), related(2, 'image'), related(9)] })],
      CSV,
      { content: text },
    );
    expect(placed?.related?.map(({ location }) => location)).toEqual([
      { file: CSV, row: 1, column: 'print', range: range(3, 8, 3, 12) },
      { file: CSV, row: 2, column: 'image', range: range(4, 1, 4, 6) },
      { file: CSV, row: 9, column: 'print' },
    ]);
  });

  it('leaves rows beyond the furthest, and other files, as they are', async () => {
    const related = [
      { message: '', location: { file: CSV, row: 3, column: 'print' } },
      { message: '', location: { file: '/project/other.csv', row: 1, column: 'print' } },
    ];
    const findings = [finding({ related })];
    expect(await placeFindings(findings, CSV, { content: text, furthestRow: 2 })).toEqual(findings);
  });

  it('marks every cell with a value, and those of the rows that a finding names', async () => {
    const findings = [
      finding({ cells: { column: 'print', values: ['dots'], count: 2 } }),
      finding({
        code: 'bad-image',
        severity: 'warning',
        cells: { column: 'image' },
        related: [{ message: 'row 2', location: { file: CSV, row: 2 } }],
      }),
    ];
    const marks = (await placeFindings(findings, CSV, { content: text, marksCells: true })).slice(2);
    const mark = (code: string, row: number, column: string, at: Finding['location']['range']) => ({
      code,
      severity: code === 'bad-image' ? 'warning' : 'error',
      message: 'What is wrong.',
      location: { file: CSV, row, column, range: at },
      related: [{ message: 'in config.yml', location: CONFIG }],
    });
    expect(marks).toEqual([
      mark('unknown-label', 1, 'print', range(3, 8, 3, 12)),
      mark('bad-image', 2, 'image', range(4, 1, 4, 6)),
      mark('unknown-label', 3, 'print', range(5, 8, 5, 12)),
    ]);
  });

  it('marks no more cells than anybody looks at, the gravest first, and says how many others there are', async () => {
    const content = `image,print\n${'a.jpg,dots\n'.repeat(1500)}b.jpg,\n`;
    const findings = [
      finding({ severity: 'info', cells: { column: 'print', values: ['dots'], count: 1500 } }),
      finding({ severity: 'error', cells: { column: 'print', values: [''], count: 1 } }),
    ];
    const marks = (await placeFindings(findings, CSV, { content, marksCells: true })).slice(2);
    expect(marks).toHaveLength(MOST_MARKS);
    expect(marks.filter(({ severity }) => severity === 'error')).toHaveLength(1);
    expect(marks[0]?.message).toBe('What is wrong. 501 more cells with findings are not marked.');
    expect(marks[1]?.message).toBe('What is wrong.');
  });
});
