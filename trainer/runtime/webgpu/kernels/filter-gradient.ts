import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Compute, Shader, Workgroups } from '../compute.ts';
import {
  GRADIENT_OF_NUMBERS,
  GRADIENT_OF_VECTORS,
  PATCH_OF_NUMBERS,
  PATCH_OF_VECTORS,
  PRODUCT,
  SEEN_IN_PLACE,
  SEEN_IN_WINDOW,
} from './filter-gradient-wgsl.ts';
import { type ConvInfo, geometry, geometryKey, isInPlace } from './geometry.ts';
import { sumOfParts } from './sums.ts';
import { constants, declare, lanesOf, openSizes } from './wgsl.ts';

// The filter gradient of a convolution is a product of matrices: patchesᵀ · dy, where patches [pixels, taps · channels] has, for every
// output pixel, the input values that it saw. The patches are never written out. A workgroup computes a square tile of the product over
// a share of the pixels, 4 × 4 elements a thread, from values that it fetches into its own memory once; the shares are summed afterwards.

/** Pixels that are fetched at a time. */
const STEP = 16;
/** Workgroups that keep a large device busy. */
const ENOUGH_GROUPS = 512;
/** A share of fewer pixels costs more in its sum than it gains. */
const LEAST_PIXELS = 16 * STEP;

interface Plan {
  /** Threads on a side of a workgroup; its tile is four times as wide. */
  readonly side: 8 | 16;
  /** Pixels of a share; the last has what is left. */
  readonly share: number;
  readonly parts: number;
  readonly groups: Workgroups;
}

/** The gradient of the loss for a convolution's filter, from its input and the gradient for its output. */
export function filterGradient(compute: Compute, info: ConvInfo, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const plan = planFor(info);
  const [parts] = compute.run(shaderFor(info, plan), [x, dy], [[plan.parts, ...info.filterShape]], plan.groups);
  return sumOfParts(compute, parts!, info.filterShape);
}

function planFor(info: ConvInfo): Plan {
  const rows = rowsOf(info);
  const side = Math.min(rows, info.outChannels) <= 32 ? 8 : 16;
  const tiles = [Math.ceil(info.outChannels / (side * 4)), Math.ceil(rows / (side * 4))] as const;
  const wanted = Math.ceil(ENOUGH_GROUPS / (tiles[0] * tiles[1]));
  const pixels = pixelsOf(info);
  const share = Math.ceil(Math.max(pixels / wanted, LEAST_PIXELS) / STEP) * STEP;
  const parts = Math.ceil(pixels / share);
  return { side, share, parts, groups: [...tiles, parts] };
}

/** Rows of the product: one for each tap and input channel. */
function rowsOf({ filterHeight, filterWidth, inChannels }: ConvInfo): number {
  return filterHeight * filterWidth * inChannels;
}

function pixelsOf({ batchSize, outHeight, outWidth }: ConvInfo): number {
  return batchSize * outHeight * outWidth;
}

function shaderFor(info: ConvInfo, { side, share }: Plan): Shader {
  const x = lanesOf(info.inChannels);
  const dy = lanesOf(info.outChannels);
  // Then no size is divided by, and one shader does for all.
  const inPlace = isInPlace(info);
  return {
    key: `filter gradient ${side} ${x.type} ${dy.type} ${inPlace ? 'in place' : geometryKey(info)}`,
    sizes: [rowsOf(info), info.outChannels, pixelsOf(info), share],
    source: () => `${declare(
      [
        ['x', x.type],
        ['dy', dy.type],
      ],
      ['parts'],
    )}
${openSizes(3, ['rows', 'columns', 'pixels', 'share'])}
${constants({ SIDE: side, STEP })}
${inPlace ? SEEN_IN_PLACE : `${geometry(info)}\n${constants({ CHANNELS: info.inChannels })}\n${SEEN_IN_WINDOW}`}
${x.width === 4 ? PATCH_OF_VECTORS : PATCH_OF_NUMBERS}
${dy.width === 4 ? GRADIENT_OF_VECTORS : GRADIENT_OF_NUMBERS}
${PRODUCT}`,
  };
}
