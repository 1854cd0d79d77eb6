// Matrix multiplication in the manner of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008):
// B is packed in panels of 8 columns, and a tile of 4 × 8 results stays in registers along the inner dimension. A is read where
// it lies: with 4 rows at a time its lines stay in the first-level cache whichever way it is stored.

import { addFloats, copyFloats } from './vectors';

const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;
const BLOCK_DEPTH: i32 = 512;
const BLOCK_COLUMNS: i32 = 256;
const TILE_BYTES: i32 = TILE_ROWS * TILE_COLUMNS * 4;
/** Memory that one thread needs to multiply. */
export const MULTIPLY_BYTES: i32 = BLOCK_DEPTH * BLOCK_COLUMNS * 4 + TILE_BYTES;

/**
 * C = A·B, or C += A·B. A is rows × depth, B depth × columns; A(i, p) lies at a + i·aRow + p·aColumn, B(p, j) at
 * b + p·bRow + j·bColumn, so either may be stored transposed. Rows of C are contiguous, cRow bytes apart.
 */
export function multiply(
  rows: i32, columns: i32, depth: i32,
  a: usize, aRow: usize, aColumn: usize,
  b: usize, bRow: usize, bColumn: usize,
  c: usize, cRow: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const spare = scratch + <usize>(BLOCK_DEPTH * BLOCK_COLUMNS * 4);
  for (let column = 0; column < columns; column += BLOCK_COLUMNS) {
    const blockColumns = min(BLOCK_COLUMNS, columns - column);
    for (let d = 0; d < depth; d += BLOCK_DEPTH) {
      const blockDepth = min(BLOCK_DEPTH, depth - d);
      pack(b + <usize>d * bRow + <usize>column * bColumn, bRow, bColumn, blockDepth, blockColumns, scratch);
      const add = accumulate || d > 0;
      for (let row = 0; row < rows; row += TILE_ROWS) {
        const tileRows = min(TILE_ROWS, rows - row);
        const tileA = a + <usize>row * aRow + <usize>d * aColumn;
        const tileC = c + <usize>row * cRow + ((<usize>column) << 2);
        for (let j = 0; j < blockColumns; j += TILE_COLUMNS) {
          const panel = scratch + <usize>(j * blockDepth * 4);
          const target = tileC + ((<usize>j) << 2);
          if (blockColumns - j >= TILE_COLUMNS) {
            tile(tileRows, blockDepth, tileA, aRow, aColumn, panel, target, cRow, add);
          } else {
            tile(tileRows, blockDepth, tileA, aRow, aColumn, panel, spare, TILE_COLUMNS * 4, false);
            for (let r = 0; r < tileRows; r++) {
              const from = spare + <usize>(r * TILE_COLUMNS * 4);
              const to = target + <usize>r * cRow;
              if (add) addFloats(to, from, blockColumns - j);
              else copyFloats(to, from, blockColumns - j);
            }
          }
        }
      }
    }
  }
}

/** Panels of 8 columns, each depth × 8 contiguous; the last one is filled up with zeros. */
function pack(b: usize, bRow: usize, bColumn: usize, depth: i32, columns: i32, target: usize): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const width = min(TILE_COLUMNS, columns - j);
    const panel = b + <usize>j * bColumn;
    if (width < TILE_COLUMNS) packNarrow(panel, bRow, bColumn, depth, width, target);
    else if (bColumn == 4) packRows(panel, bRow, depth, target);
    else packTransposed(panel, bRow, bColumn, depth, target);
    target += <usize>(depth * TILE_COLUMNS * 4);
  }
}

function packRows(b: usize, bRow: usize, depth: i32, target: usize): void {
  for (; depth > 0; depth--) {
    v128.store(target, v128.load(b));
    v128.store(target, v128.load(b, 16), 16);
    target += 32;
    b += bRow;
  }
}

function packTransposed(b: usize, bRow: usize, bColumn: usize, depth: i32, target: usize): void {
  for (; depth > 0; depth--) {
    let from = b;
    for (let j: usize = 0; j < 32; j += 4) {
      store<f32>(target + j, load<f32>(from));
      from += bColumn;
    }
    target += 32;
    b += bRow;
  }
}

function packNarrow(b: usize, bRow: usize, bColumn: usize, depth: i32, width: i32, target: usize): void {
  for (; depth > 0; depth--) {
    for (let j = 0; j < TILE_COLUMNS; j++) {
      store<f32>(target, j < width ? load<f32>(b + <usize>j * bColumn) : 0);
      target += 4;
    }
    b += bRow;
  }
}

/** Up to 4 rows × 8 columns. Rows that do not exist repeat the last one and are not stored. */
function tile(
  rows: i32, depth: i32, a: usize, aRow: usize, aColumn: usize, panel: usize, c: usize, cRow: usize, add: bool,
): void {
  let a0 = a;
  let a1 = rows > 1 ? a0 + aRow : a0;
  let a2 = rows > 2 ? a1 + aRow : a1;
  let a3 = rows > 3 ? a2 + aRow : a2;
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (; depth > 0; depth--) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const x0 = v128.load_splat<f32>(a0);
    c00 = f32x4.add(c00, f32x4.mul(x0, b0));
    c01 = f32x4.add(c01, f32x4.mul(x0, b1));
    a0 += aColumn;
    const x1 = v128.load_splat<f32>(a1);
    c10 = f32x4.add(c10, f32x4.mul(x1, b0));
    c11 = f32x4.add(c11, f32x4.mul(x1, b1));
    a1 += aColumn;
    const x2 = v128.load_splat<f32>(a2);
    c20 = f32x4.add(c20, f32x4.mul(x2, b0));
    c21 = f32x4.add(c21, f32x4.mul(x2, b1));
    a2 += aColumn;
    const x3 = v128.load_splat<f32>(a3);
    c30 = f32x4.add(c30, f32x4.mul(x3, b0));
    c31 = f32x4.add(c31, f32x4.mul(x3, b1));
    a3 += aColumn;
    panel += 32;
  }
  storeRow(c, c00, c01, add);
  if (rows > 1) storeRow(c + cRow, c10, c11, add);
  if (rows > 2) storeRow(c + 2 * cRow, c20, c21, add);
  if (rows > 3) storeRow(c + 3 * cRow, c30, c31, add);
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, left: v128, right: v128, add: bool): void {
  if (add) {
    left = f32x4.add(v128.load(c), left);
    right = f32x4.add(v128.load(c, 16), right);
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}
