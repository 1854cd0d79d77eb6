import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Compute, Shader, Workgroups } from '../compute.ts';
import { sumOfParts } from './sums.ts';
import { type Binding, constants, declare, openSizes } from './wgsl.ts';

// A product of matrices [rows, depth] · [depth, columns] of which at least one is small, and the depth is large. A workgroup computes a
// square tile of it over a share of the depth, 4 × 4 elements a thread, from values that it fetches into its own memory once; the shares
// are summed afterwards, always in the same order. TF.js adds them up as they come, which gives other bits each time, and its program
// for that is wrong for a transposed right matrix of vectors.

/** Steps of the depth that are fetched at a time. */
const STEP = 16;
/** Workgroups that keep a large device busy. */
const ENOUGH_GROUPS = 512;
/** A share of less depth costs more in its sum than it gains. */
const LEAST_DEPTH = 16 * STEP;

export interface Product {
  /** Tells the shader from others of its kind. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly inputs: readonly Binding[];
  /**
   * Functions left(depth: u32, row: u32) and right(depth: u32, column: u32) that give vec4<f32>: four rows or columns from the one named
   * on, which is a multiple of four; 0 beyond the last. They find the sizes in `sizes`.
   */
  readonly functions: string;
}

/** @returns [rows, columns] as a tensor of the shape given */
export function product(compute: Compute, spec: Product, tensors: readonly TensorInfo[], shape: number[]): TensorInfo {
  const { side, share, parts, groups } = planFor(spec);
  const [found] = compute.run(shaderFor(spec, side, share), tensors, [[parts, ...shape]], groups) as [TensorInfo];
  return sumOfParts(compute, found, shape);
}

interface Plan {
  /** Threads on a side of a workgroup; its tile is four times as wide. */
  readonly side: 8 | 16;
  /** Depth of a share; the last has what is left. */
  readonly share: number;
  readonly parts: number;
  readonly groups: Workgroups;
}

function planFor({ rows, columns, depth }: Product): Plan {
  const side = Math.min(rows, columns) <= 32 ? 8 : 16;
  const tiles = [Math.ceil(columns / (side * 4)), Math.ceil(rows / (side * 4))] as const;
  const wanted = Math.ceil(ENOUGH_GROUPS / (tiles[0] * tiles[1]));
  const share = Math.ceil(Math.max(depth / wanted, LEAST_DEPTH) / STEP) * STEP;
  const parts = Math.ceil(depth / share);
  return { side, share, parts, groups: [...tiles, parts] };
}

function shaderFor({ name, rows, columns, depth, inputs, functions }: Product, side: number, share: number): Shader {
  return {
    key: `${name} ${side}`,
    sizes: [rows, columns, depth, share],
    source: () => `${declare(inputs, ['parts'])}
${openSizes(inputs.length + 1, ['rows', 'columns', 'depth', 'share'])}
${constants({ SIDE: side, STEP })}
${functions}
${MAIN}`,
  };
}

/** Four of `count` elements that lie side by side in each row of a buffer: rows are steps of the depth. */
export function sideBySide(name: string, count: string, width: 1 | 4, buffer: string): string {
  if (width === 4) {
    return `fn ${name}(depth: u32, first: u32) -> vec4<f32> {
  if (first >= ${count}) { return vec4<f32>(); }
  return ${buffer}[(depth * ${count} + first) / 4u];
}`;
  }
  return oneByOne(name, count, `${buffer}[depth * ${count} + at]`);
}

/** Four of `count` elements, of which element `at` is the expression `element`. */
export function oneByOne(name: string, count: string, element: string): string {
  return `fn ${name}(depth: u32, first: u32) -> vec4<f32> {
  return vec4<f32>(${[0, 1, 2, 3].map((i) => `${name}At(depth, first + ${i}u)`).join(', ')});
}
fn ${name}At(depth: u32, at: u32) -> f32 {
  if (at >= ${count}) { return 0.0; }
  return ${element};
}`;
}

const MAIN = `var<workgroup> lefts: array<vec4<f32>, STEP * SIDE>;
var<workgroup> rights: array<vec4<f32>, STEP * SIDE>;

@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let firstColumn = group.x * SIDE * 4u;
  let firstRow = group.y * SIDE * 4u;
  let end = min((group.z + 1u) * sizes.share, sizes.depth);
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var depth = group.z * sizes.share; depth < (group.z + 1u) * sizes.share; depth += STEP) {
    for (var i = thread; i < STEP * SIDE; i += SIDE * SIDE) {
      let at = depth + i / SIDE;
      lefts[i] = vec4<f32>();
      rights[i] = vec4<f32>();
      if (at < end) {
        lefts[i] = left(at, firstRow + i % SIDE * 4u);
        rights[i] = right(at, firstColumn + i % SIDE * 4u);
      }
    }
    workgroupBarrier();
    for (var i = 0u; i < STEP; i++) {
      let a = lefts[i * SIDE + local.y];
      let b = rights[i * SIDE + local.x];
      sum0 += a.x * b;
      sum1 += a.y * b;
      sum2 += a.z * b;
      sum3 += a.w * b;
    }
    workgroupBarrier();
  }
  var sums = array<vec4<f32>, 4>(sum0, sum1, sum2, sum3);
  for (var i = 0u; i < 4u; i++) {
    let row = firstRow + local.y * 4u + i;
    for (var j = 0u; j < 4u; j++) {
      let column = firstColumn + local.x * 4u + j;
      if (row < sizes.rows && column < sizes.columns) {
        parts[(group.z * sizes.rows + row) * sizes.columns + column] = sums[i][j];
      }
    }
  }
}`;
