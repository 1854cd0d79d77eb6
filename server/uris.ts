import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a file: URI; undefined for documents that are no files, such as untitled ones. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri);
    return path.includes('\0') ? undefined : path;
  } catch {
    // A file of another machine (file://host/…), or one that no path can name.
    return undefined;
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}
