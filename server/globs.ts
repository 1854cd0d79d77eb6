const LONGEST = 500;
/** With so many, matching one path could take long. */
const MOST_STARS = 20;

/**
 * Whether a path, relative and with forward slashes, matches a glob as editors write them: `**` any folders, `*` and `?` within a name, `{a,b}` one of
 * several. A glob that cannot be read matches nothing.
 */
export function matchesGlob(glob: string, path: string): boolean {
  if (glob.length > LONGEST || (glob.match(/\*+/g)?.length ?? 0) > MOST_STARS) return false;
  try {
    return new RegExp(`^${patternOf(glob)}$`, 'u').test(path);
  } catch {
    // Braces that do not pair.
    return false;
  }
}

function patternOf(glob: string): string {
  return glob.replace(/\*\*\/|\*\*|[\s\S]/gu, (part) => PARTS[part] ?? part.replace(/[.+^$|()[\]\\]/, '\\$&'));
}

const PARTS: Readonly<Record<string, string>> = {
  '**/': '(?:[^/]+/)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};
