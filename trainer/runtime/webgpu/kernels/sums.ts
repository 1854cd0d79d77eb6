import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Compute } from '../compute.ts';
import {
  type Columns,
  columnsKey,
  columnsMain,
  declareColumns,
  groupsOf,
  MOST_COLUMNS,
  mergeRows,
  powerOfTwoFrom,
  sizesOf,
} from './columns.ts';
import { type Binding, constants, type Lanes, lanesOf, THREADS } from './wgsl.ts';

// Sums over rows, in the two stages of columns.ts. The order of additions is fixed, so the same inputs give the same bits.

export interface ColumnSums {
  /** Tells the shader from others of its kind. */
  readonly name: string;
  /** How many sums each column gets. */
  readonly sums: number;
  readonly inputs: readonly Binding[];
  /** Constants and functions of the shader. */
  readonly declarations?: string;
  /** Statements before the rows. */
  readonly before?: string;
  /** Statements that add row `r` of column `c` to `sums[0]`, `sums[1]`, …; a matrix [rows, columns] has its element at `at`. */
  readonly each: string;
}

/** Sums over rows, chunk by chunk. @returns [chunks, sums, columns], for sumOfParts */
export function columnSums(
  compute: Compute,
  columns: Columns,
  spec: ColumnSums,
  inputs: readonly TensorInfo[],
): TensorInfo {
  const { lanes, chunks } = columns;
  const shader = {
    key: `${spec.name} ${spec.sums} ${columnsKey(columns)}`,
    source: () => columnSumsSource(columns, spec),
    sizes: sizesOf(columns),
  };
  return compute.run(shader, inputs, [[chunks, spec.sums, lanes.count * lanes.width]], groupsOf(columns))[0]!;
}

function columnSumsSource(
  columns: Columns,
  { sums, inputs, declarations = '', before = '', each }: ColumnSums,
): string {
  const { type } = columns.lanes;
  return `${declareColumns(columns, inputs, [['parts', type]])}
${constants({ SUMS: sums })}
${declarations}
var<workgroup> held: array<${type}, ${THREADS}>;
${columnsMain(columns)}
  ${before}
  var sums = array<${type}, SUMS>();
  for (; r < end; r += DOWN) {
    let at = r * sizes.columns + c;
    ${each}
  }
  for (var i = 0u; i < SUMS; i++) {
    held[thread] = sums[i];
    ${mergeRows('all + next', 'parts[(group.y * SUMS + i) * sizes.columns + c] = all;')}
    workgroupBarrier();
  }
}`;
}

/** What becomes of sums: outputs that `write` fills from `all`, the sum of element `c`. */
export interface Finish {
  readonly name: string;
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  readonly write: string;
}

/**
 * Sums parts [n, …] over n, and frees them.
 *
 * @param tensors the finish's inputs
 * @param shapes those of its outputs
 */
export function finishParts(
  compute: Compute,
  parts: TensorInfo,
  { type, width }: Pick<Lanes, 'type' | 'width'>,
  { name, inputs, outputs, write }: Finish,
  tensors: readonly TensorInfo[],
  shapes: readonly number[][],
): TensorInfo[] {
  const rows = parts.shape[0]!;
  const count = util.sizeFromShape(parts.shape.slice(1)) / width;
  const down = Math.min(MOST_COLUMNS, powerOfTwoFrom(rows));
  const columns = { rows, lanes: { type, width, count }, across: THREADS / down, down, chunk: rows, chunks: 1 };
  const shader = {
    key: `${name} ${columnsKey(columns)}`,
    sizes: sizesOf(columns),
    source: () => `${declareColumns(columns, [['parts', type], ...inputs], outputs)}
var<workgroup> held: array<${type}, ${THREADS}>;
${columnsMain(columns)}
  var part = ${type}();
  for (; r < end; r += DOWN) { part += parts[r * sizes.columns + c]; }
  held[thread] = part;
  ${mergeRows('all + next', write)}
}`,
  };
  const finished = compute.run(shader, [parts, ...tensors], shapes, groupsOf(columns));
  compute.dispose(parts);
  return finished;
}

/** The sum of parts [n, …] over n, as a tensor of the shape given. Frees the parts. */
export function sumOfParts(compute: Compute, parts: TensorInfo, shape: number[]): TensorInfo {
  if (parts.shape[0] === 1) return { ...parts, shape };
  const lanes = lanesOf(util.sizeFromShape(shape));
  const finish = {
    name: 'sum of parts',
    inputs: [],
    outputs: [['result', lanes.type] as const],
    write: 'result[c] = all;',
  };
  return finishParts(compute, parts, lanes, finish, [], [shape])[0]!;
}
