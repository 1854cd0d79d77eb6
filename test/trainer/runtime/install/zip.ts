import { deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly data: string | Buffer;
  /** Permissions; none are stored if left out. */
  readonly mode?: number;
  readonly stored?: true;
  /** Writes sizes and offset as ZIP64 does. */
  readonly wide?: true;
}

/** A zip file as Python's zipfile writes wheels, but for digests of single files, which nobody reads. */
export function zip(files: readonly ZipFile[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const file of files) {
    const offset = length(parts);
    const data = Buffer.from(file.data);
    const packed = file.stored ? data : deflateRawSync(data);
    const name = Buffer.from(file.name);
    // Local headers have extra fields of their own; this one is nobody's.
    const extra = Buffer.from([0xfe, 0xca, 2, 0, 1, 2]);
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 'latin1');
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(extra.length, 28);
    parts.push(local, name, extra, packed);
    directory.push(entry(file, name, { bytes: data.length, packedBytes: packed.length, offset }));
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(length(directory), 12);
  end.writeUInt32LE(length(parts), 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...directory, end, Buffer.from(comment)]);
}

const length = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0);

function entry(
  { mode = 0, stored, wide }: ZipFile,
  name: Buffer,
  sizes: { bytes: number; packedBytes: number; offset: number },
): Buffer {
  const header = Buffer.alloc(46);
  header.write('PK\x01\x02', 'latin1');
  header.writeUInt16LE(stored ? 0 : 8, 10);
  const extra = Buffer.alloc(wide ? 28 : 0);
  if (wide) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [i, size] of [sizes.bytes, sizes.packedBytes, sizes.offset].entries()) {
      extra.writeBigUInt64LE(BigInt(size), 4 + 8 * i);
    }
  }
  header.writeUInt32LE(wide ? 0xffffffff : sizes.packedBytes, 20);
  header.writeUInt32LE(wide ? 0xffffffff : sizes.bytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(wide ? 0xffffffff : sizes.offset, 42);
  return Buffer.concat([header, name, extra]);
}
