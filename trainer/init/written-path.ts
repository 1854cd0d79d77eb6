import { dirname, isAbsolute, relative, sep } from 'node:path';

/** A file's path as a file in another place writes it: relative to that one's folder, with forward slashes. */
export function relativePath(file: string, from: string): string {
  const path = relative(dirname(from), file);
  // On another drive of Windows there is no relative path.
  return isAbsolute(path) ? file : path.split(sep).join('/');
}

/** The same, starting with `./` where it lies below. */
export function pathInConfig(file: string, config: string): string {
  const path = relativePath(file, config);
  return path.startsWith('../') || isAbsolute(path) ? path : `./${path}`;
}
