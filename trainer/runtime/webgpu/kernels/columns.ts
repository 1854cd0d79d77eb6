import type { Workgroups } from '../compute.ts';
import { type Binding, constants, declare, type Lanes, lanesOf, openSizes, THREADS } from './wgsl.ts';

// Reductions over the rows of a matrix [rows, columns], in two stages: one thread a column would leave most of a device idle. Each
// workgroup first reduces a chunk of rows; then the chunks' results are reduced.

/** Workgroups that keep a large device busy. */
const ENOUGH_GROUPS = 512;
/** Fewer rows than this are not worth a thread's start. */
const ROWS_A_THREAD = 4;
/** Columns that neighbouring threads read together: 128 bytes or more. */
export const MOST_COLUMNS = 32;

/** How the rows are shared out. Workgroup (x, y) has threads (column, row) and takes columns from x, rows from chunk y. */
export interface Columns {
  readonly rows: number;
  readonly lanes: Lanes;
  /** Threads of a workgroup side by side, and below each other; powers of two. */
  readonly across: number;
  readonly down: number;
  /** Rows of a chunk; the last has what is left. */
  readonly chunk: number;
  readonly chunks: number;
}

export function columnsOf(rows: number, columns: number): Columns {
  const lanes = lanesOf(columns);
  const across = Math.min(MOST_COLUMNS, powerOfTwoFrom(lanes.count));
  const down = THREADS / across;
  const blocks = Math.ceil(lanes.count / across);
  const wanted = Math.ceil(ENOUGH_GROUPS / blocks);
  const chunk = Math.max(Math.ceil(rows / wanted), down * ROWS_A_THREAD);
  return { rows, lanes, across, down, chunk, chunks: Math.ceil(rows / chunk) };
}

export function groupsOf({ lanes, across, chunks }: Columns): Workgroups {
  return [Math.ceil(lanes.count / across), chunks, 1];
}

/** The sizes that shaders over columns leave open, and their values. */
const SIZES = ['rows', 'columns', 'chunk'];

export function sizesOf({ rows, lanes, chunk }: Columns): number[] {
  return [rows, lanes.count, chunk];
}

/** Tells shaders over columns of other kinds apart. */
export function columnsKey({ lanes, across, down }: Columns): string {
  return `${lanes.type} ${across} ${down}`;
}

/**
 * Declares the buffers and sizes of a shader over columns.
 *
 * @param more names of sizes beyond those of sizesOf
 */
export function declareColumns(
  { across, down }: Columns,
  inputs: readonly Binding[],
  outputs: readonly Binding[],
  more: readonly string[] = [],
): string {
  return `${declare(inputs, outputs)}
${openSizes(inputs.length + outputs.length, [...SIZES, ...more])}
${constants({ ACROSS: across, DOWN: down })}`;
}

/** The beginning of a shader over columns: `c` is the thread's column, `r` the first of its rows, `end` where its chunk ends. */
export function columnsMain({ across, down }: Columns): string {
  return `@compute @workgroup_size(${across}, ${down})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let c = group.x * ACROSS + local.x;
  let end = select(0u, min((group.y + 1u) * sizes.chunk, sizes.rows), c < sizes.columns);
  var r = group.y * sizes.chunk + local.y;`;
}

/**
 * Merges what the threads of each column have put into `held[thread]`.
 *
 * @param merge an expression of `all`, which is merged already, and the `next`
 * @param use statements that one thread a column runs, with `all`
 */
export function mergeRows(merge: string, use: string): string {
  return `workgroupBarrier();
  if (local.y == 0u && c < sizes.columns) {
    var all = held[thread];
    for (var row = 1u; row < DOWN; row++) {
      let next = held[thread + row * ACROSS];
      all = ${merge};
    }
    ${use}
  }`;
}

/** The smallest power of two that is not smaller. */
export function powerOfTwoFrom(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}
