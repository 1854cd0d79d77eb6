/** The first eight bytes of every HDF5 file that is read here. */
export const HDF5_SIGNATURE: Buffer = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** As many bytes as the largest superblock has. */
export const SUPERBLOCK_SIZE = 96;

/** Where the size of an address and the addresses stand, by the superblock's version. The third address is that of the file's end. */
const LAYOUTS = [
  { addressSize: 13, addresses: 24 },
  { addressSize: 13, addresses: 28 },
  { addressSize: 9, addresses: 12 },
  { addressSize: 9, addresses: 12 },
];

/** The address that stands for none, by its size. */
const UNKNOWN = { 4: 0xffff_ffffn, 8: 0xffff_ffff_ffff_ffffn };

/**
 * How many bytes a whole HDF5 file has by its superblock (HDF5 File Format Specification 3.0, II.A); undefined where that is cut off or damaged.
 *
 * @param start The file's first SUPERBLOCK_SIZE bytes, or all of a smaller one.
 */
export function endOfHdf5(start: Buffer): bigint | undefined {
  const layout = LAYOUTS[start[HDF5_SIGNATURE.length] ?? LAYOUTS.length];
  if (!layout) return undefined;
  const size = start[layout.addressSize];
  if (size !== 4 && size !== 8) return undefined;
  const at = layout.addresses + 2 * size;
  if (start.length < at + size) return undefined;
  const end = size === 4 ? BigInt(start.readUInt32LE(at)) : start.readBigUInt64LE(at);
  return end === UNKNOWN[size] ? undefined : end;
}
