import { describe, expect, it } from 'vitest';
import { codesOf, MINIMAL, messagesOf, parse, withModel } from './configs.ts';

describe('texts that are no config', () => {
  it.each([
    ['nothing', '', 'config-empty'],
    ['only a comment', '# later\n', 'config-empty'],
    ['a list', '- a\n- b\n', 'config-empty'],
    ['a word', 'config\n', 'config-empty'],
    ['NUL bytes', 'paths:\0 1', 'config-binary 1:7'],
    ['an escape sequence', 'paths: \u001b[31m', 'config-binary 1:8'],
    ['lone carriage returns', 'paths:\r  a: 1\r', 'config-line-ends 1:7'],
    ['more than 256 KB', `paths: ${'a'.repeat(256 * 1024)}`, 'config-too-large'],
    ['a hundred thousand brackets', `[${'[],'.repeat(60_000)}]`, 'config-too-large'],
  ])('%s', (_, text, code) => {
    expect(codesOf(text)).toEqual([code]);
    expect(parse(text).config).toBeUndefined();
  });
});

describe('nesting', () => {
  it.each([
    ['lists in brackets', '['],
    ['keys in braces', '{a: '],
    ['list items', '- '],
    ['explicit keys', '? '],
  ])('refuses %s nested beyond 64 levels before composing them', (_, opening) => {
    for (const levels of [66, 200, 5000]) {
      const started = performance.now();
      expect(codesOf(`a:\n ${opening.repeat(levels)}`)[0]).toMatch(/^config-nesting 2:/);
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });

  it('refuses deep indentation', () => {
    const text = Array.from({ length: 100 }, (_, level) => `${' '.repeat(level)}k${level}:`).join('\n');
    expect(codesOf(text)[0]).toMatch(/^config-nesting 6\d:/);
  });

  it('stands a warm process: deep nesting a thousand times over', () => {
    for (let times = 0; times < 1000; times++) parse(`a: ${'['.repeat(64 + (times % 200))}`);
    expect(codesOf(MINIMAL)).toEqual([]);
  });
});

describe('YAML traps', () => {
  it('names both places of a key that is written twice', () => {
    const { findings } = parse(withModel('epochs: 3', 'backbone: xception', 'epochs: 4'));
    expect(findings).toMatchObject([
      {
        code: 'duplicate-key',
        severity: 'error',
        message: '`epochs` is written twice in `model`, first on line 11. Keep one of the two.',
        location: { range: { start: { line: 13, column: 3 } } },
        related: [{ location: { range: { start: { line: 11, column: 3 } } } }],
      },
    ]);
  });

  it('finds thousands of duplicate keys in a time that grows as their number does', () => {
    const secondsFor = (keys: number): number => {
      const text = Array.from({ length: 2 * keys }, (_, index) => `k${index % keys}: 1`).join('\n');
      const times = Array.from({ length: 3 }, () => {
        const started = performance.now();
        expect(codesOf(text)).toHaveLength(101);
        return performance.now() - started;
      });
      return Math.min(...times);
    };
    secondsFor(500);
    // Eight times as many: comparing each with each would take 64 times as long.
    expect(secondsFor(4000) / secondsFor(500)).toBeLessThan(32);
  });

  it('says to replace tabs by spaces', () => {
    const [code] = codesOf('paths:\n\tmodel_dataframe: a.csv\n');
    expect(code).toMatch(/^tab-indent 2:/);
    expect(messagesOf('paths:\n\tmodel_dataframe: a.csv\n')[0]).toContain('replace each tab with two spaces');
  });

  it('refuses a second document', () => {
    expect(codesOf(`${MINIMAL}---\na: 1\n`)).toEqual(['several-documents 11:1']);
  });

  it('explains an unclosed bracket, a second colon and a Windows path in double quotes', () => {
    expect(messagesOf('a: [b\nc: d')[0]).toContain('`]`');
    expect(messagesOf('a: b: c')[0]).toContain('A second `:` on one line');
    expect(messagesOf(MINIMAL.replace('data.csv', '"C:\\data.csv"'))[0]).toContain('use single quotes');
    expect(codesOf(MINIMAL.replace('data.csv', '"C:\\temp.csv"'))).toEqual(['path-escape 2:20']);
    expect(codesOf(MINIMAL.replace('data.csv', '"a\\0b"'))).toEqual(['path-escape 2:20']);
  });

  it('accepts up to 256 aliases, far more than a label list shared by tasks needs', () => {
    const tasks = (count: number) =>
      MINIMAL.replace('[long, short]', '&labels [long, short]') +
      Array.from({ length: count }, (_, index) => `    task_${index}: *labels\n`).join('');
    expect(codesOf(tasks(256))).toEqual([]);
    expect(codesOf(tasks(257))).toEqual(['alias-bomb']);
  });

  it('refuses a billion laughs at once', () => {
    const levels = 'abcdefghi'.split('');
    const text = levels
      .map(
        (name, level) =>
          `${name}: &${name} [${Array(9)
            .fill(level === 0 ? 'lol' : `*${levels[level - 1]}`)
            .join(', ')}]`,
      )
      .join('\n');
    const started = performance.now();
    expect(codesOf(text)).toEqual(['alias-bomb']);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('merges only groups of keys', () => {
    expect(codesOf('a: {<<: 3}')).toEqual(['merge-key 1:9']);
    expect(codesOf('a:\n  <<:')).toEqual(['merge-key 2:6']);
    expect(codesOf('a: &a [1]\nb: {<<: *a}')).toEqual(['merge-key 2:9']);
    expect(codesOf('a: {<<: [{b: 1}, c]}')).toEqual(['merge-key 1:9']);
    expect(codesOf(withModel('loss_weights: {<<: [{sleeves: 1}, {print: 2}]}'))).toEqual([]);
    expect(codesOf(withModel('loss_weights: {"<<": 2}'))).toEqual([]);
  });

  it('survives tags', () => {
    for (const tag of ['!!set', '!!omap', '!!binary', '!!timestamp', '!!python/tuple', '!!int', '!own']) {
      expect(() => parse(`paths: ${tag} {a: b}`)).not.toThrow();
      expect(() => parse(`paths: ${tag} [a]`)).not.toThrow();
      expect(() => parse(`paths: ${tag} a`)).not.toThrow();
    }
  });

  it('refuses aliases without an anchor and values that contain themselves', () => {
    expect(codesOf('a: *missing')).toEqual(['alias-unknown 1:4']);
    expect(codesOf('a: &a [1, *a]')).toEqual(['alias-cycle 1:11']);
    expect(codesOf('a: &a\n  <<: *a')).toEqual(['alias-cycle 2:7']);
  });
});

describe('keys', () => {
  it('names the nearest key of a misspelt one, and does not call that one missing too', () => {
    expect(parse(MINIMAL.replace('input_shape', 'inputshape')).findings).toMatchObject([
      {
        code: 'unknown-key',
        suggestion: 'input_shape',
        message: '`inputshape` is not a key of `model`. Did you mean `input_shape`?',
      },
    ]);
  });

  it('says where a key belongs', () => {
    expect(messagesOf(`${MINIMAL}batch_size: 3\n`)).toEqual([
      '`batch_size` is not a key of the config. It belongs under `model`.',
    ]);
  });

  it('says what a missing key is for', () => {
    const [message] = messagesOf(MINIMAL.replace('  input_shape: [224, 224]\n', ''));
    expect(message).toMatch(/^`model.input_shape` is missing\. Height and width .* Write a list of 2 whole numbers\.$/);
  });

  it('asks for paths and model', () => {
    expect(codesOf('{}')).toEqual(['missing-key', 'missing-key']);
    expect(codesOf('paths:\nmodel: 3')).toEqual(['wrong-type 1:1', 'wrong-type 2:8']);
  });
});

describe('values', () => {
  it.each([
    ['batch_size: 1.5', '`model.batch_size` is 1.5; write a whole number from 1 to 4\u00a0096 (default 32).'],
    [
      'learning_rate: fast',
      '`model.learning_rate` is the text `fast`; write a number above 0 and at most 10 (default 0.001).',
    ],
    ['validation_split: 1', '`model.validation_split` is 1; write a number above 0 and below 1 (default 0.2).'],
    [
      'epochs:',
      '`model.epochs` has no value; write a whole number from 1 to 100\u00a0000 (default 100), or leave the key out.',
    ],
    ['weights: 3', '`model.weights` is 3, not a text; put it in quotes: "3".'],
    [
      'backbone: Xcption',
      '`model.backbone` is the text `Xcption`; it can be `xception` or `mobilenet` (default `xception`).',
    ],
    ['class_mode: categorical', '`model.class_mode` is the text `categorical`; it can be `multi_output`.'],
    [
      'freeze_convolutional_layers: yes',
      '`model.freeze_convolutional_layers` is the text `yes`; write true or false (default false).',
    ],
    [
      'random_seed: .inf',
      '`model.random_seed` is Infinity; write a whole number from 0 to 4\u00a0294\u00a0967\u00a0295 (default 12345).',
    ],
    [
      'augmentation: {zoom_range: [1]}',
      '`model.augmentation.zoom_range` has 1 entry; write a list of 2 numbers (default [0.8, 1.2]).',
    ],
  ])('%s', (line, message) => {
    expect(messagesOf(withModel(line))).toEqual([message]);
  });

  it('suggests the nearest choice', () => {
    expect(parse(withModel('backbone: Xcption')).findings[0]?.suggestion).toBe('xception');
  });

  it('counts entries as people do', () => {
    expect(messagesOf(MINIMAL.replace('[224, 224]', '[224, 10]'))).toEqual([
      'Entry 2 of `model.input_shape` is 10; write a whole number from 32 to 4\u00a0096.',
    ]);
  });
});

describe('target_encoder', () => {
  const encoder = (labels: string) => MINIMAL.replace('[long, short]', labels);

  it.each(['__proto__', 'constructor', 'prototype'])('refuses a task called %s and pollutes nothing', (task) => {
    const text = MINIMAL.replace('sleeves: [long, short]', `${task}: [polluted, yes]`);
    expect(codesOf(text)).toEqual(['task-name 9:5']);
    expect(messagesOf(text)[0]).toContain(`\`${task}\``);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['0']).toBeUndefined();
    expect(codesOf(MINIMAL.replace('sleeves:', `<<: {${task}: {polluted: 1}}\n    sleeves:`))[0]).toMatch(
      /^(task-name|wrong-type)/,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('keeps __proto__ an unknown key elsewhere', () => {
    expect(codesOf(withModel('__proto__: {polluted: 1}'))).toEqual(['unknown-key 11:3']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses a task called by a number, whose place JavaScript would change', () => {
    const { findings } = parse(MINIMAL.replace('sleeves', '2020'));
    expect(findings).toMatchObject([{ code: 'task-name', suggestion: 'task_2020' }]);
  });

  it('refuses a task with one label or none', () => {
    expect(messagesOf(encoder('[long]'))).toEqual([
      'The task `sleeves` lists one label, `long`. A task needs at least two labels to tell apart: add the others, or remove the task.',
    ]);
    expect(codesOf(encoder('[]'))).toEqual(['one-label 9:14']);
    expect(codesOf(encoder(''))).toEqual(['wrong-type 9:5']);
    expect(codesOf(encoder('long'))).toEqual(['wrong-type 9:14']);
    expect(codesOf(MINIMAL.replace(/ {4}.*\n/g, ''))).toEqual(['wrong-type 8:3']);
    expect(codesOf(MINIMAL.replace('target_encoder:', 'target_encoder: {}').replace(/ {4}.*\n/g, ''))).toEqual([
      'no-task 8:3',
    ]);
  });

  it('names duplicate labels and where they were listed first', () => {
    expect(parse(encoder('[long, short, long, long]')).findings).toMatchObject([
      {
        code: 'duplicate-label',
        message: 'The task `sleeves` lists `long` more than once. Keep each label once: each is an output of its own.',
        location: { range: { start: { line: 9, column: 28 } } },
        related: [{ location: { range: { start: { line: 9, column: 15 } } } }],
      },
    ]);
  });

  it.each([
    ['true', 'a boolean'],
    ['False', 'a boolean'],
    ['1.50', 'a number'],
    ['010', 'a number'],
    ['0x1F', 'a number'],
    ['~', 'an empty value'],
    ['null', 'an empty value'],
  ])('says to quote the label %s, as it is written', (label, kind) => {
    expect(parse(encoder(`[long, ${label}]`)).findings).toMatchObject([
      {
        code: 'label-not-text',
        message: `The label \`${label}\` of the task \`sleeves\` is ${kind} to YAML, so it never equals a dataframe's text. Put it in quotes: "${label}".`,
        suggestion: `"${label}"`,
        location: { range: { start: { line: 9, column: 21 } } },
      },
    ]);
    expect(codesOf(encoder(`[long, "${label}"]`))).toEqual([]);
  });

  it('refuses labels that are empty, lists or keys', () => {
    expect(codesOf(encoder('[long, ""]'))).toEqual(['label-not-text 9:21']);
    expect(codesOf(encoder('[long, [a]]'))).toEqual(['label-not-text 9:21']);
    expect(codesOf(encoder('[long, {a: b}]'))).toEqual(['label-not-text 9:21']);
    expect(codesOf(encoder('[lon: short]')).sort()).toEqual(['label-not-text 9:15', 'one-label 9:14']);
    expect(codesOf(encoder('[{a: b}, {a: b}]'))).toEqual(['label-not-text 9:15', 'label-not-text 9:23']);
  });
});
