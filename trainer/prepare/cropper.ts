import { readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Box } from '../../core/deepfashion/deepfashion.ts';
import { fileReason } from '../../core/images/unusable.ts';
import { BadImageError } from '../images/bad-image.ts';
import { type CropFormat, cropFormat, type EncodedCrop } from './crop-format.ts';
import type {
  CropOutcome,
  CropRecord,
  CropReply,
  CropRequest,
  CropTask,
  FileState,
  SavingFailed,
} from './crop-protocol.ts';
import { makeCropFolder } from './half-written.ts';
import { TurboCropper } from './turbo-cropper.ts';

/** Larger files are read by sharp, which knows more of them before it takes memory. */
const MAX_FILE_BYTES = 32 * 2 ** 20;

/** How a crop gets to the disk: whole, in one move. */
export type SaveCrop = (path: string, bytes: Uint8Array, halfWritten: string) => void;

export interface CropperOptions {
  /** Of lossy formats, 1 … 100. */
  readonly quality: number;
  /** What this cropper's half-written crop is called, in the folder of the crop. */
  readonly halfWritten: string;
  readonly save: SaveCrop;
}

/** A crop could not be saved, and so can no other. */
class CropNotSaved extends Error {
  override readonly name = 'CropNotSaved';
  readonly failure: SavingFailed;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.failure = { code: cause.code ?? '', message: cause.message, path };
  }
}

/** Makes crops, one after another. */
export class Cropper {
  readonly #quality: number;
  readonly #halfWritten: string;
  readonly #save: SaveCrop;
  readonly #folders = new Set<string>();
  readonly #jpeg: TurboCropper;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CropperOptions) {
    this.#quality = options.quality;
    this.#halfWritten = options.halfWritten;
    this.#save = options.save;
    this.#jpeg = new TurboCropper(options.quality);
  }

  /** Makes every crop that is not there as it was made before, until told to stop; after all that was asked before. */
  answer(request: CropRequest, isStopped: () => boolean): Promise<CropReply> {
    const reply = this.#last.then(() => this.#answer(request, isStopped));
    this.#last = reply;
    return reply;
  }

  async #answer(request: CropRequest, isStopped: () => boolean): Promise<CropReply> {
    const outcomes: CropOutcome[] = [];
    try {
      for (const task of request) {
        if (isStopped()) break;
        outcomes.push(await this.#make(task));
      }
      return { outcomes };
    } catch (error) {
      if (!(error instanceof CropNotSaved)) throw error;
      return { outcomes, failed: error.failure };
    }
  }

  async #make(task: CropTask): Promise<CropOutcome> {
    const { source, target, box, before } = task;
    try {
      const from = stateOf(regularFile(source));
      if (before !== undefined && this.#isStillSo(before, task, from)) return { kind: 'kept', record: before };
      const format = cropFormat(target);
      if (format === undefined)
        throw new BadImageError(
          `no crop can be saved as ${basename(target)}: name the image .jpg, .png, .webp, .gif or .tif`,
        );
      const quick = format === 'jpeg' ? this.#cropJpeg(source, from, box) : undefined;
      const { bytes, clipped } = quick ?? (await this.#cropImage(source, box, format));
      const to = this.#write(target, bytes);
      return { kind: 'made', record: { source, from, box, quality: this.#quality, to, clipped } };
    } catch (error) {
      if (!(error instanceof BadImageError)) throw error;
      return { kind: 'left-out', reason: error.message };
    }
  }

  async #cropImage(source: string, box: Box, format: CropFormat): Promise<EncodedCrop> {
    // Loaded when first needed: most datasets have usual JPEGs only.
    const { cropImage } = await import('./crop-image.ts');
    return cropImage(source, box, format, this.#quality);
  }

  /** undefined for anything but a usual and healthy JPEG: sharp will crop it or say what is wrong. */
  #cropJpeg(source: string, [size]: FileState, box: Box): EncodedCrop | undefined {
    if (size > MAX_FILE_BYTES) return undefined;
    try {
      return this.#jpeg.crop(readFileSync(source), box);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      throw new BadImageError(fileReason(error), { cause: error });
    }
  }

  #isStillSo(before: CropRecord, { source, target, box }: CropTask, from: FileState): boolean {
    if (before.source !== source || before.quality !== this.#quality) return false;
    if (!isSame(before.box, box) || !isSame(before.from, from)) return false;
    const facts = statSync(target, { throwIfNoEntry: false });
    return facts !== undefined && isSame(before.to, stateOf(facts));
  }

  #write(target: string, bytes: Uint8Array): FileState {
    try {
      const folder = dirname(target);
      if (!this.#folders.has(folder)) makeCropFolder(folder);
      this.#folders.add(folder);
      this.#save(target, bytes, join(folder, this.#halfWritten));
      return stateOf(statSync(target));
    } catch (error) {
      throw new CropNotSaved(target, error as NodeJS.ErrnoException);
    }
  }
}

/** Opening a pipe would wait for its writer, so look first. */
function regularFile(path: string): Stats {
  let facts: Stats;
  try {
    facts = statSync(path);
  } catch (error) {
    throw new BadImageError(fileReason(error), { cause: error });
  }
  if (facts.isDirectory()) throw new BadImageError('it is a folder');
  if (!facts.isFile()) throw new BadImageError('it is not a regular file');
  return facts;
}

const stateOf = ({ size, mtimeMs }: Stats): FileState => [size, mtimeMs];

const isSame = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((value, index) => value === b[index]);
