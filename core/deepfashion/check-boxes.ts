import { basename } from 'node:path';
import type { DatasetConfig, DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import { firstFew, quote } from '../findings/words.ts';
import { ImageHeaders } from '../images/image-headers.ts';
import type { ImageHeader } from '../images/inspect-image.ts';
import { type ProjectPlace, resolveProjectPath } from '../paths.ts';
import { inTurns, ROWS_PER_SLICE, type Slices } from '../slices.ts';
import { count, counted } from '../words.ts';
import type { Garment, Part } from './deepfashion.ts';
import { imageFolder, imagePath } from './image-files.ts';

export interface CheckBoxesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where the config writes a path; default: the config as a whole. */
  readonly locate?: (key: keyof DatasetPaths) => Location;
  /** What is known of the images; default: nothing. */
  readonly headers?: ImageHeaders;
  /** Told, as the images' headers are read, of how many they were. */
  readonly onImages?: ((done: number, total: number) => void) | undefined;
}

const LISTED = 5;

/** Garments whose image is missing or damaged, or whose box reaches beyond it, by the image headers. Throws only the signal's reason. */
export async function checkBoxes(
  garments: readonly Garment[],
  config: DatasetConfig,
  place: ProjectPlace,
  {
    signal,
    locate = () => ({ file: place.configFile }),
    headers = new ImageHeaders(imageFolder(config, place)),
    onImages,
  }: CheckBoxesOptions = {},
): Promise<Finding[]> {
  await headers.look(filesOf(garments), { signal, onProgress: onImages });
  const { unusable, outside } = await inTurns(faultsOf(garments, headers), signal);
  const listOf = (part: Part, kind: 'files' | 'bboxes') =>
    resolveProjectPath(config.paths[`${part}_${kind}_path`], place);
  return [
    ...unusableFindings(unusable, garments.length, { config, place: locate('data_folder_prefix'), listOf }),
    ...outsideFindings(outside, (part) => listOf(part, 'bboxes')),
  ];
}

function* filesOf(garments: readonly Garment[]): Generator<string> {
  for (const { file } of garments) yield file;
}

interface BoxFaults {
  readonly unusable: { readonly garment: Garment; readonly problem: string }[];
  readonly outside: { readonly garment: Garment; readonly image: ImageHeader }[];
}

function* faultsOf(garments: readonly Garment[], headers: ImageHeaders): Slices<BoxFaults> {
  const faults: BoxFaults = { unusable: [], outside: [] };
  for (const [index, garment] of garments.entries()) {
    if (index % ROWS_PER_SLICE === 0) yield;
    const image = headers.of(garment.file);
    if (!image || 'problem' in image) faults.unusable.push({ garment, problem: image?.problem ?? '' });
    else if (garment.box[2] > image.width || garment.box[3] > image.height) faults.outside.push({ garment, image });
  }
  return faults;
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
  const message = `${count(unusable.length)} of the ${count(all)} images to model cannot be used: ${shown}. ${unusable.length === 1 ? 'Its garment gets no crop and is' : 'Their garments get no crop and are'} left out.`;
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
