export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: colours, 4: inks. */
  readonly components: number;
  /** There is a colour profile, which would have to be applied. */
  readonly hasProfile: boolean;
}

const START = 0xffd8;
const MARK = 0xff;
const [START_OF_SCAN, ICC_SEGMENT] = [0xda, 0xe2];

/**
 * What the header of a JPEG file says, up to its first scan; undefined for other files, damaged headers and what a decoder could read in another
 * way: memory is taken by what is said here. Source: ITU-T T.81, annex B.
 */
export function readJpegHeader(file: Buffer): JpegHeader | undefined {
  if (file.length < 4 || file.readUInt16BE(0) !== START) return undefined;
  let frame: Omit<JpegHeader, 'hasProfile'> | undefined;
  let hasProfile = false;
  for (let at = 2; at + 4 <= file.length; at += 2 + file.readUInt16BE(at + 2)) {
    const [mark, code] = [file[at], file[at + 1]!];
    if (mark !== MARK || !(isStartOfFrame(code) || OTHERS.has(code))) return undefined;
    if (code === START_OF_SCAN) return frame && { ...frame, hasProfile };
    if (isStartOfFrame(code)) {
      if (frame !== undefined || at + 10 > file.length) return undefined;
      frame = { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7), components: file[at + 9]! };
    }
    hasProfile ||= code === ICC_SEGMENT && file.toString('latin1', at + 4, at + 15) === 'ICC_PROFILE';
  }
  return undefined;
}

/** Every other segment that libjpeg knows before a scan: tables, the restart interval, the scan, applications' own and comments. */
const OTHERS: ReadonlySet<number> = new Set([
  ...[0xc4, 0xcc, 0xdb, 0xdd, START_OF_SCAN, 0xfe],
  ...Array.from({ length: 16 }, (_, i) => 0xe0 + i),
]);

/** How many scans a JPEG file has at most: what looks like one within another segment counts too. */
export function scansAtMost(file: Buffer): number {
  const scan = Buffer.of(MARK, START_OF_SCAN);
  let scans = 0;
  for (let at = file.indexOf(scan); at >= 0; at = file.indexOf(scan, at + scan.length)) scans++;
  return scans;
}

/** C0 to CF, without the three among them that mean something else. */
function isStartOfFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
}
