import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { applyEdits } from '../../../core/fixes/text-edit.ts';
import { writtenTasks } from '../../../core/language/config-view.ts';
import { textAt } from '../../../core/language/find.ts';
import { renameEdits, type SharedName } from '../../../core/language/rename.ts';
import fc from '../../fast-check.ts';
import { viewOf } from './config-at.ts';

/** Names as people and programs write them, and those that YAML reads as something else. */
const names = fc.oneof(
  fc.constantFrom(
    'long',
    'no',
    'null',
    '1.50',
    '~',
    '- x',
    'a: b',
    '#1',
    "it's",
    '"q"',
    '😀 é',
    '*a',
    '&b',
    '[c]',
    '{d',
  ),
  fc.string({
    unit: fc.constantFrom('a', 'B', ' ', ':', '#', '"', "'", '\\', ',', '[', '-', 'é', '😀'),
    minLength: 1,
    maxLength: 8,
  }),
);

const configs = fc
  .record({
    tasks: fc.uniqueArray(names, { minLength: 2, maxLength: 2 }),
    labels: fc.uniqueArray(names, { minLength: 3, maxLength: 3 }),
    newName: names,
    style: fc.record({
      collectionStyle: fc.constantFrom('any', 'block', 'flow'),
      defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
    }),
  })
  .filter(({ tasks, labels, newName }) => ![...tasks, ...labels, '<<', '__proto__'].includes(newName));

function configOf(tasks: readonly string[], labels: readonly string[]) {
  const encoder = Object.fromEntries(tasks.map((task) => [task, labels]));
  const target = tasks.map((task) => `${task}_encoded`);
  return {
    paths: { model_dataframe: 'rows.csv' },
    model: { target_encoder: encoder, target, loss_weights: { [tasks[0] as string]: 2 }, paths: tasks[1] },
  };
}

test('a renamed label or task reads as the new name, and everything else as before, however the config is written', () => {
  fc.assert(
    fc.property(configs, fc.boolean(), ({ tasks, labels, newName, style }, isTask) => {
      const view = viewOf(stringify(configOf(tasks, labels), { ...style, lineWidth: 0, aliasDuplicateObjects: false }));
      // A text of nothing but spaces cannot be written in a block.
      fc.pre(writtenTasks(view).every((task) => task.labels.every(({ label }) => labels.includes(label))));
      fc.pre(textAt(view.outline, ['model', 'paths']) === tasks[1]);
      const [old] = (isTask ? tasks : labels) as [string];
      const name: SharedName = isTask ? { kind: 'column', name: old } : { kind: 'label', tasks, name: old };
      const after = viewOf(applyEdits(view.text, renameEdits(view, name, newName)) ?? '');
      const renamed = (texts: readonly string[]) => texts.map((text) => (text === old ? newName : text));
      const [expectedTasks, expectedLabels] = isTask ? [renamed(tasks), labels] : [tasks, renamed(labels)];
      expect(writtenTasks(after).map(({ task, labels }) => [task, labels.map(({ label }) => label)])).toEqual(
        writtenTasks(view).map(({ task }) => [expectedTasks[tasks.indexOf(task)], expectedLabels]),
      );
      expect(textAt(after.outline, ['model', 'target', 0])).toBe(`${expectedTasks[0]}_encoded`);
      expect(textAt(after.outline, ['model', 'loss_weights', expectedTasks[0] as string])).toBe('2');
      expect(textAt(after.outline, ['model', 'paths'])).toBe(tasks[1]);
    }),
    { numRuns: 400 },
  );
});
