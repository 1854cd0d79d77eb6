import { quote } from '../../findings/words.ts';
import type { PathFacts } from '../../path-facts.ts';
import { at, type CheckedProject, type RuleFinding } from '../rule.ts';

/** Why training could not write where `paths.<key>` says, if so. A folder that is missing is made, so it is no reason. */
export function* notWritable(
  project: CheckedProject,
  key: 'model_path' | 'training_history_path',
  { facts, expected }: { facts: PathFacts; expected: 'file' | 'folder' },
): Generator<RuleFinding> {
  const written = quote(project.config.paths[key]);
  const reason = reasonAgainst(facts, expected, 'training');
  if (reason !== undefined) yield { message: `${written} ${reason}`, location: at(project, ['paths', key]) };
}

/** Why a file or folder cannot be written there, after the path as a subject; undefined if it can. @param writer What would write it. */
export function reasonAgainst(
  { kind, writable, blockedBy, path }: PathFacts,
  expected: 'file' | 'folder',
  writer: 'training' | 'preparing',
): string | undefined {
  if (kind === 'missing') {
    if (blockedBy !== undefined)
      return `cannot be made: ${quote(blockedBy)} above it is not a folder. Choose another path.`;
    return writable
      ? undefined
      : 'cannot be made: the folder above it may not be written. Choose another path, or get the right to write there.';
  }
  if (kind !== expected) {
    const there = { file: 'a file', folder: 'a folder', other: 'neither a file nor a folder' }[kind];
    return `is ${there}; ${writer} writes a ${expected} there. Choose another path, or move ${quote(path)} away.`;
  }
  return writable ? undefined : `is there and may not be written. Choose another path, or get the right to write it.`;
}
