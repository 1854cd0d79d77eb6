/** Images in folders, as labels: one folder per class, perhaps below train, val and test. */
export interface FolderLayout {
  /** From the folder that was looked at down to the one that holds the classes or parts. */
  readonly base: readonly string[];
  readonly images: readonly FolderImage[];
  /** Images that are in no class, since they lie beside the classes. */
  readonly loose: number;
  /** Images in folders below a class; they count as that class. */
  readonly deeper: number;
}

export interface FolderImage {
  /** Relative to the folder that was looked at, with forward slashes. */
  readonly path: string;
  readonly className: string;
  readonly part?: Part;
}

export type Part = 'train' | 'val' | 'test';

const PARTS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  test: 'test',
  testing: 'test',
};

/** Reads the layout off image paths, relative to one folder and with forward slashes. */
export function folderLayout(paths: readonly string[]): FolderLayout {
  const files = paths.map((path) => ({ path, folders: path.split('/').slice(0, -1) }));
  const base = sharedFolders(files.map(({ folders }) => folders));
  const below = files.map(({ path, folders }) => ({ path, folders: folders.slice(base.length) }));
  const tops = new Set(below.flatMap(({ folders: [top] }) => (top === undefined ? [] : [top])));
  const parts = new Set([...tops].map((top) => PARTS[top.toLowerCase()]));
  const inParts = tops.size >= 2 && parts.has('train') && !parts.has(undefined);
  const images: FolderImage[] = [];
  let loose = 0;
  let deeper = 0;
  for (const { path, folders } of below) {
    const part = inParts ? PARTS[(folders[0] ?? '').toLowerCase()] : undefined;
    const [className, ...rest] = inParts ? folders.slice(1) : folders;
    if (className === undefined || (inParts && part === undefined)) loose += 1;
    else images.push({ path, className, ...(part && { part }) });
    if (rest.length > 0) deeper += 1;
  }
  return { base, images, loose, deeper };
}

/** The folders that all images lie in. */
function sharedFolders(all: readonly (readonly string[])[]): string[] {
  const [first = []] = all;
  let shared = first.length;
  for (const folders of all) {
    let same = 0;
    while (same < shared && folders[same] === first[same]) same++;
    shared = same;
  }
  return first.slice(0, shared);
}
