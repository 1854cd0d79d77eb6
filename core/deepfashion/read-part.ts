import type { Finding } from '../../schemas/types/finding.ts';
import type { ReadOptions } from '../dataframe/read-text.ts';
import { counted } from '../words.ts';
import type { Attribute } from './attribute-groups.ts';
import type { Garment, Part } from './deepfashion.ts';
import { type List, listFinding, nameOf } from './list.ts';
import { attributeParser } from './parse-attributes.ts';
import { parseBox } from './parse-box.ts';
import { categoryParser } from './parse-category.ts';
import { parseImage } from './parse-image.ts';
import { type ReadList, readList } from './read-list.ts';

/** The four lists of a part. */
export type PartLists = Readonly<Record<'files' | 'categories' | 'attributes' | 'boxes', List>>;

/** What the numbers of the lists stand for; undefined where that could not be read. */
export interface Names {
  readonly categories: readonly string[] | undefined;
  readonly attributes: readonly Attribute[] | undefined;
}

export interface ReadPart {
  readonly garments: readonly Garment[];
  readonly findings: readonly Finding[];
}

/** The garments of a part: line n of all its lists makes one. Those with a line that cannot be read are left out. Throws only the signal's reason. */
export async function readPart(part: Part, lists: PartLists, names: Names, options: ReadOptions): Promise<ReadPart> {
  const files = await readList(lists.files, parseImage, options);
  const categories = await readList(lists.categories, categoryParser(names.categories), options);
  const attributes = await readList(lists.attributes, attributeParser(names.attributes), options);
  const boxes = await readList(lists.boxes, parseBox, options);
  const findings = [files, categories, attributes, boxes].flatMap((list) => list.findings);
  if ([files, categories, attributes, boxes].every(({ complete }) => complete)) {
    const others = [
      [lists.categories, categories],
      [lists.attributes, attributes],
      [lists.boxes, boxes],
    ] as const;
    findings.push(...others.flatMap(([list, read]) => lengthFinding(list, read, lists.files, files)));
  }
  if (!names.categories || !names.attributes) return { garments: [], findings };
  const garments = files.values.flatMap((file, index): Garment[] => {
    const category = categories.values[index];
    const box = boxes.values[index];
    const set = attributes.values[index];
    if (file === undefined || category === undefined || !box || !set) return [];
    return [{ file, category, box, attributes: set, part, line: index + 1 }];
  });
  return { garments, findings };
}

function lengthFinding(
  list: List,
  { values }: ReadList<unknown>,
  filesList: List,
  { values: files }: ReadList<string>,
): Finding[] {
  if (values.length === files.length) return [];
  const message = `${nameOf(list)} has ${counted(values.length, 'line')}, but ${nameOf(filesList)} has ${counted(files.length, 'line')}. Line n of both is about the same image, so their lengths must be equal: copy both from the dataset again.`;
  return [listFinding(list, 'list-lengths', message)];
}
