import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import {
  BATCH_NORMALIZATION,
  BATCH_NORMALIZATION_GRADIENT,
  type BatchNormalizationAttributes,
  CLIPPED_BATCH_NORMALIZATION,
} from '../../../ops/kernels.ts';
import { kernel, type Replacement } from '../../kernels/replacement.ts';
import type { Compute, Shader, Workgroups } from '../compute.ts';
import { type Columns, columnsOf } from './columns.ts';
import { statistics } from './statistics.ts';
import { type ColumnSums, columnSums, type Finish, finishParts } from './sums.ts';
import { type Binding, constants, elementwise, groupsFor } from './wgsl.ts';

/** Batch normalization in training and its gradient. Each reads its images twice: for sums over them, then for the result. */
export function batchNormalizationKernels(compute: Compute): Replacement[] {
  const batchNormalization = (kernelName: string) =>
    kernel(kernelName, (inputs, limits: BatchNormalizationAttributes) => {
      const { x, gamma, beta } = inputs as Record<'x' | 'gamma' | 'beta', TensorInfo>;
      const columns = columnsOf(rowsOf(x), gamma.shape[0]!);
      const { mean, variance } = statistics(compute, columns, x);
      const read = [x, gamma, beta, mean, variance];
      const [y] = compute.run(normalizeShader(columns, limits), read, [x.shape], threadsFor(columns));
      return [y!, mean, variance];
    });
  return [
    batchNormalization(BATCH_NORMALIZATION),
    batchNormalization(CLIPPED_BATCH_NORMALIZATION),
    kernel(BATCH_NORMALIZATION_GRADIENT, (inputs, limits: BatchNormalizationAttributes) => {
      const { x, dy, gamma, beta, mean, variance } = inputs as Record<Name, TensorInfo>;
      const columns = columnsOf(rowsOf(x), gamma.shape[0]!);
      const clipped = clips(limits) ? [gamma, beta, variance] : [];
      const parts = columnSums(compute, columns, gradientSums(columns, limits), [x, dy, mean, ...clipped]);
      const shapes = [gamma.shape, gamma.shape, [2, ...gamma.shape]];
      const finish = gradientFinish(columns, limits);
      const [dgamma, dbeta, sums] = finishParts(compute, parts, columns.lanes, finish, [variance], shapes) as Three;
      const read = [x, dy, mean, gamma, variance, sums, ...(clips(limits) ? [beta] : [])];
      const [dx] = compute.run(gradientShader(columns, limits), read, [x.shape], threadsFor(columns));
      compute.dispose(sums);
      return [dx!, dgamma, dbeta];
    }),
  ];
}

type Name = 'x' | 'dy' | 'gamma' | 'beta' | 'mean' | 'variance';
type Three = [TensorInfo, TensorInfo, TensorInfo];

/** All axes but the last are rows. */
function rowsOf({ shape }: TensorInfo): number {
  return util.sizeFromShape(shape.slice(0, -1));
}

function threadsFor({ rows, lanes }: Columns): Workgroups {
  return groupsFor(rows * lanes.count);
}

function clips({ low, high }: BatchNormalizationAttributes): boolean {
  return Number.isFinite(low) || Number.isFinite(high);
}

function keyOf(name: string, { lanes }: Columns, { epsilon, low, high }: BatchNormalizationAttributes): string {
  return `${name} ${lanes.count} ${lanes.width} ${epsilon} ${low} ${high}`;
}

function normalizeShader(columns: Columns, limits: BatchNormalizationAttributes): Shader {
  const { type, count } = columns.lanes;
  const inputs = ['x', 'gamma', 'beta', 'mean', 'variance'].map((name): Binding => [name, type]);
  return {
    key: keyOf('normalize', columns, limits),
    source: () => `${sizes(count, limits)}
${elementwise(
  inputs,
  [['result', type]],
  `let c = i % COLUMNS;
  let scale = inverseSqrt(variance[c] + EPSILON) * gamma[c];
  let y = (x[i] - mean[c]) * scale + beta[c];
  result[i] = ${clipped(limits, type)};`,
)}`,
  };
}

/** Per channel: Σ g and Σ g · (x − mean), where g is dy without the values whose y was clipped. */
function gradientSums(columns: Columns, limits: BatchNormalizationAttributes): ColumnSums {
  const { type } = columns.lanes;
  const names = ['x', 'dy', 'mean', ...(clips(limits) ? ['gamma', 'beta', 'variance'] : [])];
  return {
    name: `normalization gradient sums ${limits.epsilon} ${limits.low} ${limits.high}`,
    sums: 2,
    inputs: names.map((name): Binding => [name, type]),
    before: `const EPSILON = f32(${limits.epsilon});
  let channel = min(c, sizes.columns - 1u);
  let middle = mean[channel];
  ${clips(limits) ? 'let scale = inverseSqrt(variance[channel] + EPSILON) * gamma[channel];\n  let offset = beta[channel];' : ''}`,
    each: `let deviation = x[at] - middle;
    let g = ${masked(limits, type, 'dy[at]', 'deviation * scale + offset')};
    sums[0] += g;
    sums[1] += g * deviation;`,
  };
}

function gradientFinish(columns: Columns, limits: BatchNormalizationAttributes): Finish {
  const { type } = columns.lanes;
  return {
    name: `normalization gradient finish ${limits.epsilon}`,
    inputs: [['variance', type]],
    outputs: ['dgamma', 'dbeta', 'sums'].map((name): Binding => [name, type]),
    write: `sums[c] = all;
    let channels = sizes.columns / 2u;
    if (c < channels) {
      dbeta[c] = all;
    } else {
      dgamma[c - channels] = all * inverseSqrt(variance[c - channels] + f32(${limits.epsilon}));
    }`,
  };
}

/** dx = gamma / √(variance + ε) · (g − mean of g − (x − mean) / (variance + ε) · mean of g · (x − mean)) (Ioffe and Szegedy 2015). */
function gradientShader(columns: Columns, limits: BatchNormalizationAttributes): Shader {
  const { lanes } = columns;
  const names = ['x', 'dy', 'mean', 'gamma', 'variance', 'sums', ...(clips(limits) ? ['beta'] : [])];
  return {
    key: keyOf('normalization gradient', columns, limits),
    source: () => `${sizes(lanes.count, limits)}
${elementwise(
  names.map((name): Binding => [name, lanes.type]),
  [['dx', lanes.type]],
  `let c = i % COLUMNS;
  let deviation = x[i] - mean[c];
  let scale = inverseSqrt(variance[c] + EPSILON) * gamma[c];
  let g = ${masked(limits, lanes.type, 'dy[i]', 'deviation * scale + beta[c]')};
  let together = deviation / (variance[c] + EPSILON) * sums[COLUMNS + c];
  dx[i] = scale * (g - (sums[c] + together) / f32(arrayLength(&x) / COLUMNS));`,
)}`,
  };
}

function sizes(count: number, { epsilon }: BatchNormalizationAttributes): string {
  return `${constants({ COLUMNS: count })}
const EPSILON = f32(${epsilon});`;
}

/** `y` within the limits. Comparisons, not clamp, which may turn a NaN into a number. */
function clipped({ low, high }: BatchNormalizationAttributes, type: string): string {
  const above = Number.isFinite(low) ? `select(y, ${type}(${low}), y < ${type}(${low}))` : 'y';
  return Number.isFinite(high) ? `select(${above}, ${type}(${high}), y > ${type}(${high}))` : above;
}

/** `dy` where `y` is within the limits, else 0. */
function masked({ low, high }: BatchNormalizationAttributes, type: string, dy: string, y: string): string {
  const under = Number.isFinite(low) ? `select(${dy}, ${type}(), ${y} <= ${type}(${low}))` : dy;
  return Number.isFinite(high) ? `select(${under}, ${type}(), ${y} >= ${type}(${high}))` : under;
}
