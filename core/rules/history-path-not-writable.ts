import type { Rule } from './rule.ts';
import { notWritable } from './support/not-writable.ts';

/** The training history can be written. */
export const historyPathNotWritable: Rule = {
  code: 'history-path-not-writable',
  severity: 'error',
  *check(project) {
    yield* notWritable(project, 'training_history_path', { facts: project.files.history, expected: 'file' });
  },
};
