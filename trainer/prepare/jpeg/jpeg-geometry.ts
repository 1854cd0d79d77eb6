import type { Region } from '../clip-box.ts';
import type { JpegHeader } from './jpeg-header.ts';

/** Room behind everything that is read or written in groups of 16 bytes. */
const SLACK = 64;

/** More than a coded block can take: 64 coefficients of at most 16 + 11 bits, every byte followed by a zero. */
const BLOCK_BYTES = 64 * 4 * 2;

/** The pixels of one component that are decoded, and among them the part to crop. In values of that component. */
export interface Plane {
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly bytes: number;
  /** Where the part begins. */
  readonly corner: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the image to one value, across and down: 1 or 2. */
  readonly across: number;
  readonly down: number;
}

/** Where everything is when a region is cut out of a JPEG. A unit (MCU) of the image is what its components repeat by; one of the crop has 16 × 16 pixels. */
export interface CropGeometry {
  readonly units: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Units of the image across. */
  readonly imageUnits: number;
  readonly planes: readonly [Plane, Plane, Plane];
  /** Units of the crop across and down. */
  readonly columns: number;
  readonly rows: number;
  readonly chromaStride: number;
  readonly chromaBytes: number;
  readonly outputBytes: number;
}

export function cropGeometry(header: JpegHeader, region: Region): CropGeometry {
  const { left, top, width, height } = region;
  const [{ across, down }] = header.components;
  const units = {
    left: Math.floor(left / (8 * across)),
    right: Math.ceil((left + width) / (8 * across)),
    top: Math.floor(top / (8 * down)),
    bottom: Math.ceil((top + height) / (8 * down)),
  };
  const [columns, rows] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const chromaStride = 16 * Math.ceil(columns / 2);
  const plane = (pixelsAcross: number, pixelsDown: number): Plane => {
    const [blocksAcross, blocksDown] = [across / pixelsAcross, down / pixelsDown];
    const stride = (units.right - units.left) * blocksAcross * 8 + SLACK;
    const [x, y] = [Math.floor(left / pixelsAcross), Math.floor(top / pixelsDown)];
    return {
      stride,
      bytes: stride * ((units.bottom - units.top) * blocksDown * 8 + SLACK),
      corner: (y - units.top * blocksDown * 8) * stride + x - units.left * blocksAcross * 8,
      width: Math.floor((left + width - 1) / pixelsAcross) - x + 1,
      height: Math.floor((top + height - 1) / pixelsDown) - y + 1,
      across: pixelsAcross,
      down: pixelsDown,
    };
  };
  return {
    units,
    imageUnits: Math.ceil(header.width / (8 * across)),
    planes: [plane(1, 1), plane(across, down), plane(across, down)],
    columns,
    rows,
    chromaStride,
    chromaBytes: chromaStride * 8 * rows + SLACK,
    outputBytes: columns * rows * 6 * BLOCK_BYTES + SLACK,
  };
}
