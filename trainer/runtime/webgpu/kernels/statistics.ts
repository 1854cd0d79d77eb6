import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Compute } from '../compute.ts';
import { type Columns, columnsKey, columnsMain, declareColumns, groupsOf, mergeRows, sizesOf } from './columns.ts';
import { type Binding, THREADS } from './wgsl.ts';

/**
 * Mean and biased variance of each column of x [rows, columns]. Every thread sums deviations from its own first value, and what threads
 * and chunks found is merged by counts (Chan, Golub and LeVeque 1983): digits are kept where the mean is large next to the deviation.
 */
export function statistics(
  compute: Compute,
  columns: Columns,
  x: TensorInfo,
): { readonly mean: TensorInfo; readonly variance: TensorInfo } {
  const { rows, lanes, chunks } = columns;
  const channels = lanes.count * lanes.width;
  const ofChunks = {
    key: `statistics of chunks ${columnsKey(columns)}`,
    source: () => chunksSource(columns),
    sizes: sizesOf(columns),
  };
  const [parts] = compute.run(ofChunks, [x], [[chunks, 2, channels]], groupsOf(columns)) as [TensorInfo];
  const merged = { ...columns, rows: chunks, chunk: chunks, chunks: 1 };
  const ofAll = {
    key: `statistics ${columnsKey(merged)}`,
    source: () => mergedSource(merged),
    sizes: [...sizesOf(merged), rows, columns.chunk],
  };
  const outputs = compute.run(ofAll, [parts], [[channels], [channels]], groupsOf(merged));
  compute.dispose(parts);
  const [mean, variance] = outputs as [TensorInfo, TensorInfo];
  return { mean, variance };
}

/** How many values there were, their mean, and the sum of squared deviations from it. */
function state(type: string): string {
  return `struct Statistics { count: f32, mean: ${type}, squares: ${type} }
fn merged(a: Statistics, b: Statistics) -> Statistics {
  let count = a.count + b.count;
  let share = b.count / max(count, 1.0);
  let between = b.mean - a.mean;
  return Statistics(count, a.mean + between * share, a.squares + b.squares + between * between * (a.count * share));
}
var<workgroup> held: array<Statistics, ${THREADS}>;`;
}

function chunksSource(columns: Columns): string {
  const { type } = columns.lanes;
  return `${declareColumns(columns, [['x', type]], [['parts', type]])}
${state(type)}
${columnsMain(columns)}
  let first = x[min(r * sizes.columns + c, sizes.rows * sizes.columns - 1u)];
  var count = 0.0;
  var sum = ${type}();
  var squares = ${type}();
  for (; r < end; r += DOWN) {
    let deviation = x[r * sizes.columns + c] - first;
    count += 1.0;
    sum += deviation;
    squares += deviation * deviation;
  }
  let mean = sum / max(count, 1.0);
  held[thread] = Statistics(count, first + mean, squares - sum * mean);
  ${mergeRows(
    'merged(all, next)',
    `parts[group.y * 2u * sizes.columns + c] = all.mean;
    parts[(group.y * 2u + 1u) * sizes.columns + c] = all.squares;`,
  )}
}`;
}

function mergedSource(columns: Columns): string {
  const { type } = columns.lanes;
  const outputs: Binding[] = [
    ['mean', type],
    ['variance', type],
  ];
  return `${declareColumns(columns, [['parts', type]], outputs, ['allRows', 'rowsOfChunk'])}
${state(type)}
${columnsMain(columns)}
  var found = Statistics(0.0, ${type}(), ${type}());
  for (; r < end; r += DOWN) {
    let count = f32(min(sizes.rowsOfChunk, sizes.allRows - sizes.rowsOfChunk * r));
    found = merged(found, Statistics(count, parts[r * 2u * sizes.columns + c], parts[(r * 2u + 1u) * sizes.columns + c]));
  }
  held[thread] = found;
  ${mergeRows('merged(all, next)', `mean[c] = all.mean;\n    variance[c] = all.squares / f32(sizes.allRows);`)}
}`;
}
