import { expect, it } from 'vitest';
import { MINIMAL } from '../config/configs.ts';
import { fixed } from './fixing.ts';

const path = ['model', 'target_encoder', 'print'];

it.each([
  ['[]', '[a, b]'],
  ['[ ]', '[a, b]'],
  ['[ # none yet\n      ]', '[a, b # none yet\n      ]'],
  ['[\n      # none yet\n    ]', '[a, b\n      # none yet\n    ]'],
])('entries that are added to a list without any leave its comments: %j', (empty, filled) => {
  const config = (list: string) => MINIMAL.replace('[striped, solid]', list);
  expect(fixed(config(empty), { changes: [{ kind: 'add', path, values: ['a', 'b'] }] })).toBe(config(filled));
});
