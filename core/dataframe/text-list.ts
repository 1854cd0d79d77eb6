/** Long enough to hold many texts, short enough that the last one wastes little. */
const CHUNK_SIZE = 1024 * 1024;

export interface TextParts {
  readonly chunks: readonly Buffer[];
  readonly places: Uint32Array;
}

/** Many texts in UTF-8, in eight bytes each more than their own: nothing that was written is copied as the list grows. */
export class TextList {
  length = 0;
  /** Each text stands in one of them; one that is longer than they are has a chunk of its own. */
  readonly #chunks: Buffer[] = [];
  /** Bytes of the last chunk that are taken. */
  #taken = CHUNK_SIZE;
  /** Per text: where it starts, counted as if all chunks had one size, and its size. */
  #places: Uint32Array = new Uint32Array(2048);

  /** Adds bytes[start, end). */
  add(bytes: Buffer, start: number, end: number): void {
    const size = end - start;
    if (this.#taken + size >= CHUNK_SIZE) {
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(CHUNK_SIZE, size)));
      this.#taken = 0;
    }
    bytes.copy(this.#chunks.at(-1) as Buffer, this.#taken, start, end);
    const at = 2 * this.length;
    if (at === this.#places.length) this.#grow();
    this.#places[at] = (this.#chunks.length - 1) * CHUNK_SIZE + this.#taken;
    this.#places[at + 1] = size;
    this.#taken += size;
    this.length += 1;
  }

  text(index: number): string {
    const at = this.#places[2 * index] as number;
    const start = at % CHUNK_SIZE;
    const chunk = this.#chunks[(at - start) / CHUNK_SIZE] as Buffer;
    return chunk.toString('utf8', start, start + (this.#places[2 * index + 1] as number));
  }

  /** The bytes of which a list is made. */
  get parts(): TextParts {
    const chunks = this.#chunks.map((chunk, index) =>
      index === this.#chunks.length - 1 ? chunk.subarray(0, this.#taken) : chunk,
    );
    return { chunks, places: this.#places.subarray(0, 2 * this.length) };
  }

  /** A list of the parts of another, which nothing more is added to. */
  static of({ chunks, places }: TextParts): TextList {
    const list = new TextList();
    list.#chunks.push(...chunks);
    list.#places = places;
    list.length = places.length / 2;
    return list;
  }

  #grow(): void {
    const places = new Uint32Array(2 * Math.ceil(0.75 * this.#places.length));
    places.set(this.#places);
    this.#places = places;
  }
}
