import { firstFew, quote } from '../findings/words.ts';
import { counted } from '../words.ts';

/** Class names taken apart into one label per task, or why they cannot be. */
export type ClassParts =
  | { readonly parts: ReadonlyMap<string, readonly string[]>; readonly tasks: number }
  | { readonly problem: string };

/**
 * Takes names such as `striped_long` apart at a separator: a label per position. Positions that all names share belong to the label before them, so
 * `striped_long_sleeve` and `solid_short_sleeve` are two tasks.
 *
 * @param tasks How many labels there must be; left out: as many as there are.
 */
export function classParts(names: readonly string[], separator: string, tasks?: number): ClassParts {
  const split = names.map((name) => name.split(separator));
  const lengths = new Set(split.map((parts) => parts.length));
  if (lengths.size > 1) {
    const [a, b] = [...lengths].map((length) => split.find((parts) => parts.length === length)?.join(separator) ?? '');
    return {
      problem: `The folder names have different numbers of parts between ${quote(separator)}: ${quote(a ?? '')} has ${counted(a?.split(separator).length ?? 0, 'part')}, ${quote(b ?? '')} has ${b?.split(separator).length}. Labels that hold the separator themselves cannot be told apart: rename the folders with another one, such as \`striped__long_sleeve\`, and give --separator __.`,
    };
  }
  const merged = mergeConstant(split, separator);
  const withoutLabel = names.find((_, index) => merged[index]?.includes(''));
  if (withoutLabel !== undefined) {
    return {
      problem: `The folder name ${quote(withoutLabel)} has nothing where other names have a label beside ${quote(separator)}. Rename the folder, or give another --separator.`,
    };
  }
  const found = merged[0]?.length ?? 0;
  if (found < 2 || (tasks !== undefined && found !== tasks)) {
    return {
      problem: `The folder names hold ${counted(found, 'label')} each between ${quote(separator)}${tasks === undefined ? '' : `, but ${counted(tasks, 'task')} ${tasks === 1 ? 'is' : 'are'} named`}: ${firstFew(names.map(quote), 3)}. Give another --separator, or as many names in --tasks.`,
    };
  }
  return { parts: new Map(names.map((name, index) => [name, merged[index] ?? []])), tasks: found };
}

/**
 * Whether names that can be taken apart should be: their parts come back in several names, as those of tasks do, rather than belong to one name each, as in
 * `t_shirt` and `v_neck`.
 */
export function seemCombined(names: readonly string[], separator: string): boolean {
  const result = classParts(names, separator);
  if ('problem' in result) return false;
  const mostDistinct = Math.max(
    ...Array.from(
      { length: result.tasks },
      (_, task) => new Set([...result.parts.values()].map((parts) => parts[task])).size,
    ),
  );
  return names.length >= 1.5 * mostDistinct;
}

function mergeConstant(names: readonly (readonly string[])[], separator: string): string[][] {
  const [first = []] = names;
  const varies = first.map((part, position) => names.some((parts) => parts[position] !== part));
  return names.map((parts) => {
    const labels: string[] = [];
    let prefix = '';
    for (const [position, part] of parts.entries()) {
      if (varies[position]) {
        labels.push(prefix + part);
        prefix = '';
      } else if (labels.length > 0) labels[labels.length - 1] += separator + part;
      else prefix += part + separator;
    }
    return labels;
  });
}
