/** File name endings of the formats that can be read, in small letters. */
export const IMAGE_ENDINGS: readonly string[] = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff'];

/** Whether a file is an image by its name. */
export function hasImageEnding(path: string): boolean {
  return path.includes('.') && IMAGE_ENDINGS.includes(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}
