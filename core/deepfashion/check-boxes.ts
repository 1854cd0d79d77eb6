import { basename } from 'node:path';
import type { DatasetConfig, DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import { firstFew, quote } from '../findings/words.ts';
import { inspectEach } from '../images/inspect-each.ts';
import type { ImageHeader } from '../images/inspect-image.ts';
import { type ProjectPlace, resolveProjectPath } from '../paths.ts';
import { count, counted } from '../words.ts';
import type { Garment, Part } from './deepfashion.ts';
import { imageFileResolver, imagePath } from './image-files.ts';

export interface CheckBoxesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where the config writes a path; default: the config as a whole. */
  readonly locate?: (key: keyof DatasetPaths) => Location;
}

const LISTED = 5;

/** Garments whose image is missing or damaged, or whose box reaches beyond it, by the image headers. Throws only the signal's reason. */
export async function checkBoxes(
  garments: readonly Garment[],
  config: DatasetConfig,
  place: ProjectPlace,
  { signal, locate = () => ({ file: place.configFile }) }: CheckBoxesOptions = {},
): Promise<Finding[]> {
  const fileOf = imageFileResolver(config, place);
  const headers = await inspectEach(garments.map(fileOf), { signal });
  const unusable: { garment: Garment; problem: string }[] = [];
  const outside: { garment: Garment; image: ImageHeader }[] = [];
  for (const garment of garments) {
    const header = headers.get(fileOf(garment));
    if (!header || 'problem' in header) {
      unusable.push({ garment, problem: header?.problem ?? '' });
    } else if (garment.box[2] > header.width || garment.box[3] > header.height) {
      outside.push({ garment, image: header });
    }
  }
  const listOf = (part: Part, kind: 'files' | 'bboxes') =>
    resolveProjectPath(config.paths[`${part}_${kind}_path`], place);
  return [
    ...unusableFindings(unusable, garments.length, { config, place: locate('data_folder_prefix'), listOf }),
    ...outsideFindings(outside, (part) => listOf(part, 'bboxes')),
  ];
}

function unusableFindings(
  unusable: readonly { garment: Garment; problem: string }[],
  all: number,
  { config, place, listOf }: { config: DatasetConfig; place: Location; listOf: (part: Part, kind: 'files') => string },
): Finding[] {
  const first = unusable[0];
  if (!first) return [];
  if (unusable.length === all) {
    const message = `None of the ${counted(all, 'image')} to model can be used; the first is ${quote(imagePath(config, first.garment))}: ${first.problem}. Put the images there, or correct \`paths.data_folder_prefix\`.`;
    return [{ code: 'no-readable-image', severity: 'error', message, location: place }];
  }
  const shown = firstFew(unusable.map(({ garment, problem }) => `${quote(garment.file)} (${problem})`));
  const message = `${count(unusable.length)} of the ${count(all)} images to model cannot be used: ${shown}. Their garments get no crop and are left out.`;
  const related = unusable.slice(0, LISTED).map(({ garment, problem }) => ({
    message: `${quote(garment.file)}: ${problem}`,
    location: atLine(listOf(garment.part, 'files'), garment.line),
  }));
  return [{ code: 'bad-image', severity: 'warning', message, location: place, related }];
}

function outsideFindings(
  outside: readonly { garment: Garment; image: ImageHeader }[],
  boxes: (part: Part) => string,
): Finding[] {
  const finding = (garment: Garment, message: string): Finding => ({
    code: 'box-outside',
    severity: 'warning',
    message,
    location: atLine(boxes(garment.part), garment.line),
  });
  const listed = outside.slice(0, LISTED).map(({ garment, image }) => {
    const [x1, y1, x2, y2] = garment.box;
    const all = x1 >= image.width || y1 >= image.height;
    const rest = all ? 'Nothing of it can be cropped.' : 'Only what lies inside is cropped.';
    return finding(
      garment,
      `Line ${count(garment.line)} of ${basename(boxes(garment.part))} is the box ${x1} ${y1} ${x2} ${y2}, which ${all ? 'lies wholly' : 'reaches'} outside of its image, ${image.width} × ${image.height} pixels. ${rest}`,
    );
  });
  const next = outside[LISTED];
  if (!next) return listed;
  const more = outside.length - LISTED;
  return [
    ...listed,
    finding(
      next.garment,
      `${counted(more, 'more box', 'more boxes')} ${more === 1 ? 'reaches' : 'reach'} outside of the image.`,
    ),
  ];
}

function atLine(file: string, line: number): Location {
  return { file, range: { start: { line, column: 1 }, end: { line, column: 1 } } };
}
