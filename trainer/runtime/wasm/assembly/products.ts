import { MATRIX_PRODUCT } from './kernels';
import { MULTIPLY_BYTES, multiply } from './matrix';
import { WORTH_SHARING_PRODUCTS, address, int, launch, setAddress, setInt, threadCount, tiledShareStart } from './pool';

export function matrixProductScratch(): i32 {
  return threadCount() * MULTIPLY_BYTES;
}

/**
 * C = A·B for each of `batch` matrices. A is [rows, depth], or [depth, rows] where transposeA is 1; B likewise. A step of 0 between
 * the matrices of A or B, in floats, uses the same one for all.
 */
export function matrixProduct(
  a: usize,
  b: usize,
  c: usize,
  scratch: usize,
  batch: i32,
  stepA: i32,
  stepB: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  transposeA: i32,
  transposeB: i32,
): void {
  setAddress(0, a);
  setAddress(1, b);
  setAddress(2, c);
  setAddress(3, scratch);
  setInt(4, batch);
  setInt(5, stepA);
  setInt(6, stepB);
  setInt(7, rows);
  setInt(8, columns);
  setInt(9, depth);
  setInt(10, transposeA);
  setInt(11, transposeB);
  launch(MATRIX_PRODUCT, <i64>batch * rows * columns * depth > WORTH_SHARING_PRODUCTS);
}

/** Threads take rows of each C. */
export function runMatrixProduct(thread: i32, threads: i32): void {
  const rows = int(7);
  const columns = int(8);
  const depth = int(9);
  const aRow: usize = int(10) != 0 ? 4 : (<usize>depth) << 2;
  const aColumn: usize = int(10) != 0 ? (<usize>rows) << 2 : 4;
  const bRow: usize = int(11) != 0 ? 4 : (<usize>columns) << 2;
  const bColumn: usize = int(11) != 0 ? (<usize>depth) << 2 : 4;
  const cRow = (<usize>columns) << 2;
  const first = tiledShareStart(rows, 4, thread, threads);
  const end = tiledShareStart(rows, 4, thread + 1, threads);
  const scratch = address(3) + <usize>(thread * MULTIPLY_BYTES);
  if (first == end) return;
  for (let i = 0; i < int(4); i++) {
    const a = address(0) + ((<usize>i * <usize>int(5)) << 2) + <usize>first * aRow;
    const b = address(1) + ((<usize>i * <usize>int(6)) << 2);
    const c = address(2) + <usize>i * <usize>rows * cRow + <usize>first * cRow;
    multiply(end - first, columns, depth, a, aRow, aColumn, b, bRow, bColumn, c, cRow, false, scratch);
  }
}
