import { describe, expect, it } from 'vitest';
import { countFindings } from '../../../core/findings/count-findings.ts';
import { formatFinding, formatLocation, pathFrom } from '../../../core/findings/format-finding.ts';
import { nearest } from '../../../core/findings/nearest.ts';
import { hasErrors, sortFindings } from '../../../core/findings/sort-findings.ts';
import { firstFew, quote, sentenceList } from '../../../core/findings/words.ts';
import type { Finding } from '../../../schemas/types/finding.ts';

const finding = (severity: Finding['severity'], file: string, line?: number, column = 1): Finding => ({
  code: `code-${line ?? 0}`,
  severity,
  message: 'Something is wrong.',
  location: { file, ...(line === undefined ? {} : { range: { start: { line, column }, end: { line, column } } }) },
});

describe('formatFinding', () => {
  const full: Finding = {
    ...finding('error', '/project/config.yml', 12, 5),
    suggestion: 'striped',
    related: [{ message: 'row 7: `x`', location: { file: '/project/data.csv', row: 7 } }],
  };

  it('gives place, severity, message and code, then suggestion and related places', () => {
    expect(formatFinding(full, { root: '/project', colors: false }).split('\n')).toEqual([
      'config.yml:12:5  error  Something is wrong.  (code-12)',
      '    Did you mean `striped`?',
      '    data.csv  row 7: `x`',
    ]);
  });

  it('does not repeat a suggestion that the message names', () => {
    const named = { ...full, message: 'Did you mean `striped`?', related: [] };
    expect(formatFinding(named, { root: '/project', colors: false })).not.toContain('\n');
  });

  it('colours only when told', () => {
    expect(formatFinding(full, { root: '/project', colors: true })).toContain('\u001b[31merror\u001b[39m');
    expect(formatFinding(full, { root: '/project', colors: false })).not.toContain('\u001b');
  });

  it('never passes on what could command a terminal', () => {
    const hostile = {
      ...full,
      message: 'The label `\u001b]0;owned\u0007`',
      location: { file: '/project/\u001b[2J.yml' },
    };
    expect(formatFinding(hostile, { root: '/project', colors: false })).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

describe('places', () => {
  it('shows paths within the root relative to it, and others whole', () => {
    expect(pathFrom('/project', '/project/data/a.csv')).toBe('data/a.csv');
    expect(pathFrom('/project', '/projector/a.csv')).toBe('/projector/a.csv');
    expect(pathFrom('/project', '/a.csv')).toBe('/a.csv');
    expect(pathFrom('/project', '/project/..data/a.csv')).toBe('..data/a.csv');
    expect(formatLocation({ file: '/project/a.csv' }, '/project')).toBe('a.csv');
  });
});

describe('sortFindings', () => {
  it('reads from top to bottom, the config first', () => {
    const config = '/z/config.yml';
    const sorted = sortFindings(
      [
        finding('info', '/a.csv', 1),
        finding('info', config, 9),
        finding('warning', config, 2),
        finding('error', config, 2),
        finding('error', config),
      ],
      config,
    );
    expect(sorted.map(({ severity, location }) => [severity, location.file, location.range?.start.line])).toEqual([
      ['error', config, undefined],
      ['error', config, 2],
      ['warning', config, 2],
      ['info', config, 9],
      ['info', '/a.csv', 1],
    ]);
  });

  it('knows errors from warnings', () => {
    expect(hasErrors([finding('warning', '/a'), finding('info', '/a')])).toBe(false);
    expect(hasErrors([finding('warning', '/a'), finding('error', '/a')])).toBe(true);
  });
});

describe('nearest', () => {
  it.each([
    ['stripd', 'striped'],
    ['Long Sleeve', 'long_sleeve'],
    ['long-sleeve', 'long_sleeve'],
    ['sleevless', 'sleeveless'],
    ['ab', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
    ['embroidery pattern', undefined],
  ])('%s → %s', (value, expected) => {
    expect(nearest(value, ['striped', 'long_sleeve', 'sleeveless', 'ac', 'cap'])).toBe(expected);
  });

  it('prefers the closest', () => {
    expect(nearest('solids', ['sold', 'solid'])).toBe('solid');
  });
});

describe('words', () => {
  it('lists and cuts', () => {
    expect(sentenceList(['a'])).toBe('a');
    expect(sentenceList(['a', 'b', 'c'], 'or')).toBe('a, b or c');
    expect(firstFew(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
    expect(quote('a\nb\u202e')).toBe('`a\\nb\\u202e`');
    expect(quote('a'.repeat(200))).toHaveLength(82);
  });

  it('counts what there is to do', () => {
    expect(countFindings([finding('error', '/a'), finding('error', '/a'), finding('warning', '/a')])).toBe(
      '2 errors and 1 warning',
    );
    expect(countFindings([finding('info', '/a')])).toBe('');
  });
});
