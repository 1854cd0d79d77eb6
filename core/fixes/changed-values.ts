import type { ValuePath } from '../../schemas/types/finding.ts';
import type { ConfigChange } from './change-edits.ts';

type Group = Record<string | number, unknown>;

/** Entries go last and from the end of their list on: until then, paths are those before any change. */
const ORDER = { set: 0, rewrite: 0, add: 1, rename: 2, remove: 3 } as const;

/** Makes the changes in a config's values, which nothing else holds. @returns Whether all of them could be made. */
export function changeValues(values: unknown, changes: readonly ConfigChange[]): boolean {
  const ordered = changes.toSorted(
    (a, b) => ORDER[a.kind] - ORDER[b.kind] || (a.kind === 'remove' && b.kind === 'remove' ? later(a.path, b.path) : 0),
  );
  return ordered.every((change) => changeValue(values, change));
}

const later = (a: ValuePath, b: ValuePath): number => Number(b.at(-1)) - Number(a.at(-1)) || 0;

function changeValue(values: unknown, change: ConfigChange): boolean {
  // Of letters in a comment, no value knows.
  if (change.kind === 'rewrite') return true;
  const { path } = change;
  const group = groupAt(values, path.slice(0, -1), change.kind === 'set' || change.kind === 'add');
  const name = path.at(-1);
  if (!group || name === undefined) return false;
  const present = Object.hasOwn(group, name);
  switch (change.kind) {
    case 'set':
      group[name] = change.value;
      return true;
    case 'add': {
      const list = group[name] ?? [];
      if (!Array.isArray(list)) return false;
      group[name] = [...list, ...change.values];
      return true;
    }
    case 'rename':
      if (!present || Object.hasOwn(group, change.name)) return false;
      group[change.name] = group[name];
      delete group[name];
      return true;
    case 'remove':
      if (Array.isArray(group)) group.splice(Number(name), 1);
      else delete group[name];
      return present;
  }
}

/** The group or list at the path; groups that are not there are made, if they are to be. */
function groupAt(values: unknown, path: ValuePath, make: boolean): Group | undefined {
  let group = values;
  for (const step of path) {
    if (group === null || typeof group !== 'object') return undefined;
    const inner = (group as Group)[step];
    if ((inner === undefined || inner === null) && make && typeof step === 'string') {
      (group as Group)[step] = Object.create(null);
    }
    group = (group as Group)[step];
  }
  return group !== null && typeof group === 'object' ? (group as Group) : undefined;
}
