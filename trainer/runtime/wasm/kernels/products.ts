import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import type { Tensors } from './tensors.ts';

type Inputs = Record<string, TensorInfo>;

/** BatchMatMul of f32 matrices, either transposed or not. */
export function productKernels(tensors: Tensors): Replacement[] {
  const { pool } = tensors;
  const { kernels } = pool;
  return [
    kernelOrStock('BatchMatMul', ({ a, b }: Inputs, attributes: { transposeA: boolean; transposeB: boolean }) => {
      if (a!.dtype !== 'float32' || b!.dtype !== 'float32') return undefined;
      const product = productOf(a!.shape, b!.shape, attributes);
      if (!product) return undefined;
      const { batch, rows, columns, depth } = product;
      const c = tensors.output([...product.outer, rows, columns]);
      const stepA = sizeOf(a!.shape) === rows * depth ? 0 : rows * depth;
      const stepB = sizeOf(b!.shape) === depth * columns ? 0 : depth * columns;
      const addresses = [tensors.address(a!), tensors.address(b!), tensors.address(c)] as const;
      const scratch = pool.scratch(kernels.matrixProductScratch());
      const transposed = [Number(attributes.transposeA), Number(attributes.transposeB)] as const;
      kernels.matrixProduct(...addresses, scratch, batch, stepA, stepB, rows, columns, depth, ...transposed);
      return c;
    }),
  ];
}

/** Sizes of the product; undefined where they do not match, are empty, or both sides have several, different matrices. */
function productOf(a: number[], b: number[], attributes: { transposeA: boolean; transposeB: boolean }) {
  const [aRows, aColumns] = lastTwo(a, attributes.transposeA);
  const [bRows, bColumns] = lastTwo(b, attributes.transposeB);
  const outerA = a.slice(0, -2);
  const outerB = b.slice(0, -2);
  const batchA = sizeOf(outerA);
  const batchB = sizeOf(outerB);
  const sameOuter = outerA.length === outerB.length && outerA.every((length, axis) => length === outerB[axis]);
  if (aColumns !== bRows || sizeOf(a) === 0 || sizeOf(b) === 0) return undefined;
  if (!sameOuter && batchA !== 1 && batchB !== 1) return undefined;
  const outer = batchA > batchB || outerA.length > outerB.length ? outerA : outerB;
  if (sizeOf(outer) !== Math.max(batchA, batchB)) return undefined;
  return { outer, batch: Math.max(batchA, batchB), rows: aRows, columns: bColumns, depth: aColumns };
}

function lastTwo(shape: number[], transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

function sizeOf(shape: number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
