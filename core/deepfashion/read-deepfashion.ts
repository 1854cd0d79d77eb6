import type { DatasetConfig, DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import { type ProjectPlace, resolveProjectPath } from '../paths.ts';
import { attributesOf } from './attribute-groups.ts';
import { type Garment, PARTS, type Part } from './deepfashion.ts';
import type { List } from './list.ts';
import { noDataset } from './no-dataset.ts';
import { PartMemory } from './part-memory.ts';
import { readNamedList } from './read-named-list.ts';
import type { Names, PartLists, ReadPart } from './read-part.ts';

export interface DeepFashionOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where the config writes a path; default: the config as a whole. */
  readonly locate?: (key: keyof DatasetPaths) => Location;
  /** What was read before; default: nothing. */
  readonly memory?: PartMemory;
}

export interface DeepFashion {
  /** Of the parts in the order of PARTS, each in the order of its lists. */
  readonly garments: readonly Garment[];
  /** In the order of their list; undefined where it has faults. */
  readonly categories: readonly string[] | undefined;
  readonly findings: Finding[];
}

/** DeepFashion's lists (Anno_fine), without looking at its images. What is wrong with them becomes findings; throws only the signal's reason. */
export async function readDeepFashion(
  config: DatasetConfig,
  place: ProjectPlace,
  { signal, locate = () => ({ file: place.configFile }), memory = new PartMemory() }: DeepFashionOptions = {},
): Promise<DeepFashion> {
  const lists = listsOf(config.paths, place, locate);
  const absent = noDataset(LISTS.map(lists));
  if (absent) return { garments: [], categories: undefined, findings: [absent] };
  const { names, findings } = await readNames(lists, { signal });
  const read = async (part: Part) => {
    const found = await memory.read(part, listsOfPart(part, lists), names, { signal });
    findings.push(...found.findings);
    return found;
  };
  const [first, ...others] = PARTS;
  const parts: [ReadPart, ...ReadPart[]] = [await read(first)];
  for (const part of others) parts.push(await read(part));
  return { garments: memory.together(parts), categories: names.categories, findings };
}

function listsOfPart(part: Part, lists: (key: keyof DatasetPaths) => List): PartLists {
  return {
    files: lists(`${part}_files_path`),
    categories: lists(`${part}_categories_path`),
    attributes: lists(`${part}_attributes_path`),
    boxes: lists(`${part}_bboxes_path`),
  };
}

async function readNames(
  lists: (key: keyof DatasetPaths) => List,
  options: { signal: AbortSignal | undefined },
): Promise<{ names: Names; findings: Finding[] }> {
  const categories = await readNamedList(lists('categories_path'), ['category', 'categories'], options);
  const list = lists('attributes_path');
  const attributes = await readNamedList(list, ['attribute', 'attributes'], options);
  const grouped = attributes.entries && attributesOf(attributes.entries, list);
  return {
    names: {
      categories: categories.entries?.map(({ name }) => name),
      attributes: grouped && 'attributes' in grouped ? grouped.attributes : undefined,
    },
    findings: [
      ...categories.findings,
      ...attributes.findings,
      ...(grouped && 'finding' in grouped ? [grouped.finding] : []),
    ],
  };
}

const LISTS_OF_PART = ['files', 'categories', 'attributes', 'bboxes'] as const;
const LISTS = [
  'categories_path',
  'attributes_path',
  ...PARTS.flatMap((part) => LISTS_OF_PART.map((kind) => `${part}_${kind}_path` as const)),
] as const satisfies (keyof DatasetPaths)[];

function listsOf(paths: DatasetPaths, place: ProjectPlace, locate: (key: keyof DatasetPaths) => Location) {
  const all = new Set(LISTS.map((key) => resolveProjectPath(paths[key], place)));
  return (key: keyof DatasetPaths): List => ({
    file: resolveProjectPath(paths[key], place),
    key,
    written: paths[key],
    place: locate(key),
    all,
  });
}
