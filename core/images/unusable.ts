/** Why an image file cannot be used, in words that follow "row 3: ". */

/** What cannot be used because the file itself cannot be read. */
export function fileReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return FILE_REASONS[code ?? ''] ?? `it cannot be read (${code ?? message})`;
}

const FILE_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'the file does not exist: a part of its path is a file, not a folder',
  EACCES: 'this user may not read the file',
  EPERM: 'this user may not read the file',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'the path is a link that leads back to itself',
  ERR_INVALID_ARG_VALUE: 'the path holds a NUL character',
};

const READABLE = 'JPEG, PNG, WebP, GIF and TIFF images can be read';

/** What a file is that has none of the readable formats, judged by its first bytes. */
export function unreadableFormat(start: Uint8Array): string {
  const text = Buffer.from(start).toString('latin1', 0, 256).replace(/^ï»¿/, '').trimStart().toLowerCase();
  const known = UNREADABLE_FORMATS.find(([, pattern]) => pattern.test(text));
  return known ? `it is ${known[0]}; ${READABLE}` : `it is not an image, or its first bytes are damaged; ${READABLE}`;
}

/** What people have in image folders, by its first characters in lower case. */
const UNREADABLE_FORMATS: readonly (readonly [string, RegExp])[] = [
  ['an SVG drawing', /^(<\?xml.*)?<svg\s/s],
  ['a web page (HTML), not an image', /^<(!doctype html|html|head|body|\?xml)/],
  ['a Git LFS pointer, which `git lfs pull` replaces by the image', /^version https:\/\/git-lfs/],
  ['a PPM image', /^p[1-7]\s/],
  ['a PDF document', /^%pdf-/],
  // No control characters; Latin-1 shows the other bytes of UTF-8 as the upper half.
  ['text, not an image', /^[\s -~\u0080-\u00ff]{4,}$/],
  ['a BMP image', /^bm/],
  ['an AVIF or HEIC image', /^.{4}ftyp/s],
  ['a JPEG XL image', /^(\u00ff\n|.{4}jxl )/s],
  ['a Photoshop document', /^8bps/],
  ['a zip archive', /^pk[^ -~]/],
];
