import { describe, expect, it } from 'vitest';
import { checkProject, hasErrors } from '../../../core/check.ts';
import { applySeverities, type Severities } from '../../../core/severity/apply-severities.ts';
import { directivesOf } from '../../../core/severity/directives.ts';
import type { Finding } from '../../../schemas/types/finding.ts';
import { CONFIG, soundProject } from '../project-folder.ts';

const FILE = '/project/config.yml';
const at = (code: string, line: number, severity: Finding['severity'] = 'warning'): Finding => ({
  code,
  severity,
  message: `${code} is so.`,
  location: { file: FILE, range: { start: { line, column: 1 }, end: { line, column: 2 } } },
});
const apply = (findings: readonly Finding[], text: string, severities?: Severities) =>
  applySeverities(findings, { file: FILE, text }, severities).map(({ code, severity }) => `${severity} ${code}`);

describe('comments that silence', () => {
  const names = (text: string) => directivesOf(text).map(({ line, codes }) => [line, ...codes.map(({ code }) => code)]);

  it('are found wherever YAML has comments, and nowhere else', () => {
    const text = [
      '# multitask-disable patience, min-lr',
      'a: "# multitask-disable-line in-quotes" # multitask-disable-line unused-label,bad-image',
      'b: |',
      '  # multitask-disable-line in-a-block',
      'c: [1, # multitask-disable-line target-order -- the order is right',
      '  2]',
      'd: e#multitask-disable-line in-a-word',
      '# multitask-disabled no-directive',
    ];
    const expected = [
      [undefined, 'patience', 'min-lr'],
      [2, 'unused-label', 'bad-image'],
      [5, 'target-order'],
    ];
    expect(names(text.join('\n'))).toEqual(expected);
    expect(names(text.join('\r\n'))).toEqual(expected);
  });

  it('have places to the character, astral ones counted as editors do', () => {
    const [directive] = directivesOf('a: 👗 # multitask-disable-line  bad-image\r\n');
    expect(directive?.codes[0]?.range).toEqual({ start: { line: 1, column: 33 }, end: { line: 1, column: 42 } });
    expect(directive?.range).toEqual({ start: { line: 1, column: 7 }, end: { line: 1, column: 42 } });
  });
});

describe('comments with very many codes', () => {
  it('are told of a hundred that are none, and silence those that are', () => {
    const unknown = Array.from({ length: 20_000 }, (_, index) => `zq${index}`).join(' ');
    const told = apply([at('patience', 1), at('min-lr', 2)], `a: 1 # multitask-disable-line ${unknown} patience`);
    expect(told).toEqual(['warning min-lr', ...Array.from({ length: 100 }, () => 'info unknown-code')]);
  });
});

describe('severities', () => {
  it('are those of the settings', () => {
    const findings = [at('patience', 1), at('bad-image', 2), at('missing-labels', 3, 'info')];
    expect(apply(findings, '', { patience: 'off', 'bad-image': 'error', 'missing-labels': 'warning' })).toEqual([
      'error bad-image',
      'warning missing-labels',
    ]);
    expect(apply(findings, '', Object.create({ patience: 'off' }))).toHaveLength(3);
  });

  it('are lowered by comments, on their line or everywhere', () => {
    const findings = [at('patience', 1), at('unused-label', 2), at('unused-label', 3)];
    expect(apply(findings, 'a: 1\nb: 2 # multitask-disable-line unused-label\nc: 3')).toEqual([
      'warning patience',
      'warning unused-label',
    ]);
    expect(apply(findings, '# multitask-disable unused-label patience')).toEqual([]);
  });

  it('of findings elsewhere are not lowered by a line of the config', () => {
    const inData = { ...at('bad-image', 1), location: { file: '/project/data.csv', row: 1 } };
    expect(apply([inData], 'a: 1 # multitask-disable-line bad-image')).toEqual(['warning bad-image']);
    expect(apply([inData], '# multitask-disable bad-image')).toEqual([]);
  });

  it('of errors are lowered only where training can do without', () => {
    const findings = [at('target-order', 1, 'error'), at('unknown-label', 1, 'error'), at('bad-image', 1, 'error')];
    expect(apply(findings, '', { 'target-order': 'info', 'unknown-label': 'off', 'bad-image': 'warning' })).toEqual([
      'info target-order',
      'error unknown-label',
      'error bad-image',
    ]);
    expect(apply(findings, 'a: 1 # multitask-disable-line target-order, unknown-label')).toEqual([
      'error unknown-label',
      'error bad-image',
      'info cannot-silence',
    ]);
  });

  it('are no matter of comments that name nothing, or nothing known', () => {
    const said = applySeverities([], {
      file: FILE,
      text: 'a: 1 # multitask-disable-line unused-lable\n# multitask-disable',
    });
    expect(said).toMatchObject([
      {
        code: 'unknown-code',
        severity: 'info',
        message: 'No diagnostic is called `unused-lable`. Did you mean `unused-label`?',
        suggestion: 'unused-label',
        location: { range: { start: { line: 1, column: 31 } } },
      },
      { code: 'unknown-code', location: { range: { start: { line: 2, column: 1 } } } },
    ]);
    expect(apply([], '# multitask-disable nothing', { 'unknown-code': 'off' })).toEqual([]);
  });
});

describe('a check', () => {
  it('honours comments and settings', async () => {
    const config = CONFIG.replace('[striped, solid]', '[striped, solid, floral]');
    const root = await soundProject();
    const check = (text: string, severities: Severities = {}) =>
      checkProject({ configFile: `${root}/config.yml`, root, text, severities });
    expect((await check(config)).findings.map(({ code }) => code)).toEqual(['unused-label']);
    const silenced = config.replace('floral]', 'floral] # multitask-disable-line unused-label');
    expect((await check(silenced)).findings).toEqual([]);
    const { findings } = await check(config, { 'unused-label': 'error' });
    expect(hasErrors(findings)).toBe(true);
  });

  it('is not talked out of what training cannot do without', async () => {
    const text = `# multitask-disable unknown-label\n${CONFIG.replace('striped, solid', 'plain, solid')}`;
    const root = await soundProject({ 'config.yml': text });
    const { findings, split } = await checkProject({ configFile: `${root}/config.yml`, root });
    expect(findings.map(({ code }) => code)).toEqual(['cannot-silence', 'unknown-label', 'unused-label']);
    expect(split).toBeUndefined();
  });
});
