/**
 * Decoded and resized images by path, up to a number of bytes. What came first stays: training walks through all images again and
 * again, and there a cache that drops what was used longest ago would drop every image just before it is needed.
 */
export class PixelCache {
  readonly #bytesPerImage: number;
  readonly #images = new Map<string, SharedArrayBuffer>();
  readonly #reserved = new Set<string>();
  readonly #capacity: number;

  /** bytes: of all images together; bytesPerImage: of one. */
  constructor(bytes: number, bytesPerImage: number) {
    this.#bytesPerImage = bytesPerImage;
    this.#capacity = Math.floor(bytes / bytesPerImage);
  }

  get(path: string): SharedArrayBuffer | undefined {
    return this.#images.get(path);
  }

  /** Bytes in use or promised. */
  get bytes(): number {
    return (this.#images.size + this.#reserved.size) * this.#bytesPerImage;
  }

  /** Keeps room for an image that is about to be decoded; false if there is none, or someone is decoding it already. */
  reserve(path: string): boolean {
    if (this.#images.has(path) || this.#reserved.has(path)) return false;
    if (this.#images.size + this.#reserved.size >= this.#capacity) return false;
    this.#reserved.add(path);
    return true;
  }

  keep(path: string, pixels: SharedArrayBuffer): void {
    this.#reserved.delete(path);
    this.#images.set(path, pixels);
  }

  /** Gives the room back: the image could not be decoded. */
  release(path: string): void {
    this.#reserved.delete(path);
  }

  clear(): void {
    this.#images.clear();
    this.#reserved.clear();
  }
}
