import { existsSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';

/**
 * How a dataframe's image paths become absolute: the first that exists of the one under the project root and the one beside the dataframe; where
 * neither exists, the one under the root.
 */
export function imagePathResolver(root: string, dataframe: string): (path: string) => string {
  const folder = dirname(resolve(dataframe));
  const under = pathsUnder(root);
  if (resolve(root) === folder) return under;
  const beside = pathsUnder(folder);
  const isFolder = rememberedFolders();
  return (path) => {
    const underRoot = under(path);
    const besideDataframe = beside(path);
    // Only where both folders exist must the disk be asked about every single file.
    if (!isFolder(dirname(besideDataframe))) return underRoot;
    if (isFolder(dirname(underRoot)) && existsSync(underRoot)) return underRoot;
    return existsSync(besideDataframe) ? besideDataframe : underRoot;
  };
}

/** `resolve(folder, path)`; of a million paths most are plain ones, which need not be taken apart. */
function pathsUnder(folder: string): (path: string) => string {
  const prefix = resolve(folder, '_').slice(0, -1);
  const isPlain = (path: string) => sep === '/' && !NOT_PLAIN.test(path);
  return (path) => (isPlain(path) ? prefix + path : resolve(folder, path));
}

/** An empty part, a part of dots, or a slash at either end. */
const NOT_PLAIN = /^$|^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/;

function rememberedFolders(): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    let answer = known.get(path);
    if (answer === undefined) {
      answer = isFolderNow(path);
      known.set(path, answer);
    }
    return answer;
  };
}

/** A cell may hold what no path can be, such as a name that is too long: nothing stands there either. */
function isFolderNow(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
