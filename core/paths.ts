import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface ProjectPlace {
  /** The project root: the workspace folder, --root or the working directory. */
  readonly root: string;
  /** Absolute path of config.yml. */
  readonly configFile: string;
}

/**
 * Absolute path of a path that config.yml names: the first that exists of the one under the project root and the one beside config.yml; where
 * neither exists, as for files that training will make, the one under the root.
 */
export function resolveProjectPath(path: string, { root, configFile }: ProjectPlace): string {
  const underRoot = resolve(root, path);
  if (existsSync(underRoot)) return underRoot;
  const besideConfig = resolve(dirname(configFile), path);
  return existsSync(besideConfig) ? besideConfig : underRoot;
}
