import { expect, it } from 'vitest';
import { quotedText, yamlText } from '../../../core/init/yaml-text.ts';
import { commentsOf } from '../../../core/severity/directives.ts';
import type { Finding } from '../../../schemas/types/finding.ts';
import fc from '../../fast-check.ts';
import { findingsOf, fixed } from './fixing.ts';

/** Labels that look like other things, need quotes, or lie beyond the first plane. */
const label = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    'on',
    'e1',
    '1e5',
    '3/4',
    "men's",
    'a"b',
    'a, b',
    'x: y',
    '# no',
    '𝒳𝒴',
    'é',
    '-',
    'null',
    '1.50',
    'v neck',
  ),
  fc.stringMatching(/^[a-z]{3,8}$/),
);

const singleQuoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const style = fc.constantFrom(yamlText, quotedText, singleQuoted);
const comment = fc.constantFrom('', ' # a comment', ' # 𝒳, "and" [more]');

interface Written {
  readonly labels: readonly string[];
  readonly styles: readonly ((text: string) => string)[];
  readonly comments: readonly string[];
  readonly layout: 'brackets' | 'lines in brackets' | 'comma behind each' | 'dashes' | 'dashes further left';
}

const written = fc.uniqueArray(label, { minLength: 2, maxLength: 6 }).chain((labels) =>
  fc.record<Written>({
    labels: fc.constant(labels),
    styles: fc.array(style, { minLength: labels.length, maxLength: labels.length }),
    comments: fc.array(comment, { minLength: labels.length, maxLength: labels.length }),
    layout: fc.constantFrom('brackets', 'lines in brackets', 'comma behind each', 'dashes', 'dashes further left'),
  }),
);

function taskLines(task: string, { labels, styles, comments, layout }: Written): string {
  const entries = labels.map((text, index) => styles[index]?.(text) ?? '');
  const last = entries.length - 1;
  switch (layout) {
    case 'brackets':
      return `    ${task}: [${entries.join(', ')}]${comments[0]}\n`;
    case 'lines in brackets':
    case 'comma behind each': {
      const comma = (index: number) => (index < last || layout === 'comma behind each' ? ',' : '');
      return `    ${task}: [\n${entries.map((entry, index) => `      ${entry}${comma(index)}${comments[index]}\n`).join('')}    ]\n`;
    }
    default: {
      const indent = layout === 'dashes' ? '      ' : '    ';
      return `    ${task}:${comments[0]}\n${entries.map((entry, index) => `${indent}- ${entry}${comments[index]}\n`).join('')}`;
    }
  }
}

const config = (tasks: readonly [Written, Written], more: string, lineEnd: string) =>
  `paths:
  model_dataframe: data.csv # rows
  model_path: model
  training_history_path: history.csv
model:
  input_shape: [224, 224]
  paths: image
  batch_size: 4
  target_encoder:
${taskLines('sleeves', tasks[0])}${taskLines('print', tasks[1])}${more}`.replaceAll('\n', lineEnd);

/** Things to mend besides labels. */
const more = fc.constantFrom(
  '',
  '  target: [print_encoded, sleeves_encoded]\n',
  '  target:\n  - sleeves_encoded # first\n',
  '  epoch: 10 # enough\n',
  '  learning_rate: 1\n  min_lr: 2 # too large',
  '  loss_weights: {sleevs: 2}\n',
  '  class_weights:\n    prnt: balanced\n',
  '  split_method: stratifed',
);

function timesFound(text: string, parts: Parameters<typeof findingsOf>[1], { code, message }: Finding): number {
  return findingsOf(text, parts).filter((other) => other.code === code && other.message === message).length;
}

it('makes every fix that can be made so that the finding is gone, and loses no comment', () => {
  const texts = (tasks: readonly [Written, Written]) =>
    fc.array(fc.constantFrom(...tasks[1].labels, 'other', 'yes', 'men’s'), { minLength: 8, maxLength: 8 });
  const cases = fc.tuple(written, written).chain((tasks) =>
    fc.record({
      tasks: fc.constant(tasks),
      cells: texts(tasks),
      more,
      lineEnd: fc.constantFrom('\n', '\r\n'),
    }),
  );
  let made = 0;
  let offered = 0;
  fc.assert(
    fc.property(cases, ({ tasks, cells, more, lineEnd }) => {
      const rows = cells.map((print, row) => ({ image: `${row}.jpg`, sleeves: tasks[0].labels[row % 2] ?? '', print }));
      const parts = { rows, validation: 4 };
      const text = config(tasks, more, lineEnd);
      for (const finding of findingsOf(text, parts)) {
        expect(finding.fixes?.filter((fix) => fix.preferred).length ?? 0).toBeLessThanOrEqual(1);
        for (const fix of finding.fixes ?? []) {
          if (fix.changes.some(({ kind }) => kind === 'cells')) continue;
          offered += 1;
          const result = fixed(text, fix);
          if (result === undefined) continue;
          made += 1;
          // Two tasks may say the same of a label.
          expect(timesFound(result, parts, finding)).toBeLessThan(timesFound(text, parts, finding));
          expect(result.replaceAll('\r\n', '').includes(lineEnd === '\n' ? '\r' : '\n')).toBe(false);
          // A comment goes only with the line that it is about.
          const removed = fix.changes.filter(({ kind }) => kind === 'remove').length;
          expect(commentsOf(result).length).toBeGreaterThanOrEqual(commentsOf(text).length - removed);
        }
      }
    }),
    { numRuns: 120 },
  );
  // All of them can be, in texts without aliases.
  expect(made).toBe(offered);
  expect(made).toBeGreaterThan(200);
});
