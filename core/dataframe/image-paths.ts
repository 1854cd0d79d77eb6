import { existsSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';

/** How a dataframe's image paths become absolute. */
export interface ImagePaths {
  /**
   * The first that exists of the one under the project root and the one beside the dataframe; where neither exists, the one under the root.
   */
  resolve(path: string): string;
  /** The files that the path may mean, whichever of them exist. */
  candidates(path: string): readonly string[];
  /** Folders may have come or gone since they were last looked for. */
  lookAgain(): void;
}

export function imagePaths(root: string, dataframe: string): ImagePaths {
  const folder = dirname(resolve(dataframe));
  const under = pathsUnder(root);
  if (resolve(root) === folder) return { resolve: under, candidates: (path) => [under(path)], lookAgain() {} };
  const beside = pathsUnder(folder);
  let isFolder = rememberedFolders();
  return {
    resolve(path) {
      const underRoot = under(path);
      const besideDataframe = beside(path);
      // Only where both folders exist must the disk be asked about every single file.
      if (!isFolder(dirname(besideDataframe))) return underRoot;
      if (isFolder(dirname(underRoot)) && existsSync(underRoot)) return underRoot;
      return existsSync(besideDataframe) ? besideDataframe : underRoot;
    },
    candidates: (path) => [under(path), beside(path)],
    lookAgain() {
      isFolder = rememberedFolders();
    },
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
