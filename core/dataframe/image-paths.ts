import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * How a dataframe's image paths become absolute: the first that exists of the one under the project root and the one beside the dataframe; where
 * neither exists, the one under the root.
 */
export function imagePathResolver(root: string, dataframe: string): (path: string) => string {
  const folder = dirname(resolve(dataframe));
  if (resolve(root) === folder) return (path) => resolve(root, path);
  const isFolder = rememberedFolders();
  return (path) => {
    const underRoot = resolve(root, path);
    const besideDataframe = resolve(folder, path);
    // Only where both folders exist must the disk be asked about every single file.
    if (!isFolder(dirname(besideDataframe))) return underRoot;
    if (isFolder(dirname(underRoot)) && existsSync(underRoot)) return underRoot;
    return existsSync(besideDataframe) ? besideDataframe : underRoot;
  };
}

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
