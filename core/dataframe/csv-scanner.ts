const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

/** What `next` says in place of a position: the record goes on after the bytes. */
export const INCOMPLETE = -1;
/** What `next` says in place of a position: these bytes are no CSV, or none that this scanner judges. */
export const ODD = -2;

/** Where FNV-1a starts, moved by chance: which values collide cannot be foreseen by whoever writes a file. */
const HASH_SEED = 0x811c9dc5 ^ Math.floor(Math.random() * 0x7fffffff);
const HASH_PRIME = 0x01000193;

/**
 * Finds the records of CSV bytes (UTF-8, RFC 4180, lines that end in CRLF, LF or CR) and hashes their cells, without making a string. It holds the cells of
 * one record, the last that `next` found. Anything it is not sure of is ODD; it never guesses.
 */
export class CsvScanner {
  /** Cells of the record. */
  cells = 0;
  /** Line breaks within the record's cells. */
  breaks = 0;
  /** Whether cells hold doubled quotes, which `unescape` makes single. */
  doubled = false;
  /** Offset of each cell's first byte, without its quotes. */
  starts = new Int32Array(16);
  /** Offset after each cell's last byte. */
  ends = new Int32Array(16);
  /** Of each cell's text. */
  hashes = new Int32Array(16);

  /**
   * Reads the record that starts at `from`, which is before `end`, and returns the offset after its line end.
   * @param bytes Must have room for one byte at `end`, which is overwritten.
   * @param last Whether the file ends at `end`.
   */
  next(bytes: Buffer, from: number, end: number, last: boolean): number {
    // Every unquoted cell ends here at the latest, so that the innermost loop need not look for the end.
    bytes[end] = LF;
    this.cells = 0;
    this.breaks = 0;
    this.doubled = false;
    let i = from;
    for (;;) {
      let byte = bytes[i] as number;
      let hash = HASH_SEED;
      let start = i;
      let cellEnd: number;
      if (byte === QUOTE) {
        start = ++i;
        for (; i < end; i++) {
          byte = bytes[i] as number;
          if (byte === QUOTE) {
            if (bytes[i + 1] !== QUOTE || i + 1 === end) break;
            this.doubled = true;
            i++;
          } else if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) this.breaks++;
          hash = Math.imul(hash ^ byte, HASH_PRIME);
        }
        cellEnd = i;
        // Past the closing quote; what follows it decides whether it is one.
        i++;
        if (i >= end && !last) return INCOMPLETE;
        if (i > end) return ODD;
        byte = bytes[i] as number;
        if (byte !== COMMA && byte !== LF && byte !== CR) return ODD;
      } else {
        // The four that matter are all at most a comma, and few others are.
        while (byte > COMMA || (byte !== COMMA && byte !== LF && byte !== CR && byte !== QUOTE)) {
          hash = Math.imul(hash ^ byte, HASH_PRIME);
          byte = bytes[++i] as number;
        }
        if (byte === QUOTE) return ODD;
        cellEnd = i;
      }
      this.#keep(start, cellEnd, hash);
      if (byte === COMMA) {
        i++;
        continue;
      }
      // A CR may be the first half of a CRLF, and the LF at the end is not the file's.
      if (!last && (i === end || (byte === CR && i + 1 === end))) return INCOMPLETE;
      if (i === end) return end;
      return byte === CR && bytes[i + 1] === LF && i + 1 < end ? i + 2 : i + 1;
    }
  }

  /** Makes the record's doubled quotes single, in place: only a quoted cell holds quotes, and each of them twice. */
  unescape(bytes: Buffer): void {
    for (let cell = 0; cell < this.cells; cell++) {
      const end = this.ends[cell] as number;
      let to = this.starts[cell] as number;
      for (let i = to; i < end; i++) {
        const byte = bytes[i] as number;
        if (byte === QUOTE) i++;
        bytes[to++] = byte;
      }
      this.ends[cell] = to;
    }
  }

  #keep(start: number, end: number, hash: number): void {
    if (this.cells === this.starts.length) this.#grow();
    this.starts[this.cells] = start;
    this.ends[this.cells] = end;
    this.hashes[this.cells] = hash;
    this.cells++;
  }

  #grow(): void {
    const larger = (array: Int32Array) => {
      const grown = new Int32Array(2 * array.length);
      grown.set(array);
      return grown;
    };
    this.starts = larger(this.starts);
    this.ends = larger(this.ends);
    this.hashes = larger(this.hashes);
  }
}
