import * as tf from '@tensorflow/tfjs-core';
import { kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import type { Compute } from '../compute.ts';
import { oneByOne, type Product, product, sideBySide } from './product.ts';
import { lanesOf } from './wgsl.ts';

type Inputs = Record<string, tf.TensorInfo>;

export interface Transposed {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** From this depth on TF.js shares it out among workgroups if the product is small. */
const LARGE_DEPTH = 2000;
/** TF.js counts a product in tiles as wide as this. */
const TILE = 32;

/** BatchMatMul of two matrices whose product is small next to their depth. */
export function productKernels(compute: Compute): Replacement[] {
  return [
    kernelOrStock('BatchMatMul', ({ a, b }: Inputs, transposed: Transposed) => {
      if (a!.dtype !== 'float32' || b!.dtype !== 'float32') return undefined;
      const sizes = sizesOf(a!.shape, b!.shape, transposed);
      if (!sizes || sizes.depth < LARGE_DEPTH || !isSmall(sizes)) return undefined;
      const shape = [...a!.shape.slice(0, -2), sizes.rows, sizes.columns];
      return product(compute, { ...sizes, ...readersOf(sizes, transposed) }, [a!, b!], shape);
    }),
  ];
}

type Sizes = Pick<Product, 'rows' | 'columns' | 'depth'>;

/** undefined: there are several matrices on a side. */
function sizesOf(a: number[], b: number[], { transposeA, transposeB }: Transposed): Sizes | undefined {
  const several = [...a.slice(0, -2), ...b.slice(0, -2)].some((length) => length !== 1);
  if (several || a.length !== b.length) return undefined;
  const [rows, depth] = transposeA ? a.slice(-2).reverse() : a.slice(-2);
  const [, columns] = transposeB ? b.slice(-2).reverse() : b.slice(-2);
  return { rows: rows!, columns: columns!, depth: depth! };
}

function isSmall({ rows, columns }: Sizes): boolean {
  const tiles = Math.ceil(rows / TILE) * Math.ceil(columns / TILE);
  return tiles <= Math.max(8, tf.env().getNumber('WEBGPU_THRESHOLD_TO_INCREASE_WORKGROUPS_FOR_MATMUL'));
}

/** Steps of the depth lie side by side in a left matrix that is not transposed and in a right one that is; else rows and columns do. */
function readersOf(
  { rows, columns }: Sizes,
  { transposeA, transposeB }: Transposed,
): Pick<Product, 'name' | 'inputs' | 'functions'> {
  const a = transposeA ? lanesOf(rows) : lanesOf(1);
  const b = transposeB ? lanesOf(1) : lanesOf(columns);
  const left = transposeA
    ? sideBySide('left', 'sizes.rows', a.width, 'a')
    : oneByOne('left', 'sizes.rows', 'a[at * sizes.depth + depth]');
  const right = transposeB
    ? oneByOne('right', 'sizes.columns', 'b[at * sizes.depth + depth]')
    : sideBySide('right', 'sizes.columns', b.width, 'b');
  return {
    name: `product ${transposeA} ${transposeB} ${a.type} ${b.type}`,
    inputs: [
      ['a', a.type],
      ['b', b.type],
    ],
    functions: `${left}\n${right}`,
  };
}
