// The list of kernels: a launch names one, and every thread finds it here.

import { runConvolution, runConvolutionFilterGradient, runConvolutionInputGradient } from './convolution';
import { runDepthwise, runDepthwiseInputGradient } from './depthwise';
import { runDepthwiseFilterGradient } from './depthwise-filter-gradient';
import { runAdam, runRelu, runReluGradient } from './elementwise';
import { runBatchNormalization, runBatchNormalizationGradient, runBatchNormalizationInference } from './normalization';
import { runMaxPool, runMaxPoolGradient } from './pooling';
import { runMatrixProduct } from './products';
import { runSlice } from './slicing';

export const MATRIX_PRODUCT: i32 = 0;
export const CONVOLUTION: i32 = 1;
export const CONVOLUTION_INPUT_GRADIENT: i32 = 2;
export const CONVOLUTION_FILTER_GRADIENT: i32 = 3;
export const DEPTHWISE: i32 = 4;
export const DEPTHWISE_INPUT_GRADIENT: i32 = 5;
export const DEPTHWISE_FILTER_GRADIENT: i32 = 6;
export const MAX_POOL: i32 = 7;
export const MAX_POOL_GRADIENT: i32 = 8;
export const BATCH_NORMALIZATION: i32 = 9;
export const BATCH_NORMALIZATION_GRADIENT: i32 = 10;
export const RELU: i32 = 11;
export const RELU_GRADIENT: i32 = 12;
export const ADAM: i32 = 13;
export const BATCH_NORMALIZATION_INFERENCE: i32 = 14;
export const SLICE: i32 = 15;

export function run(kernel: i32, thread: i32, threads: i32): void {
  switch (kernel) {
    case MATRIX_PRODUCT:
      return runMatrixProduct(thread, threads);
    case CONVOLUTION:
      return runConvolution(thread, threads);
    case CONVOLUTION_INPUT_GRADIENT:
      return runConvolutionInputGradient(thread, threads);
    case CONVOLUTION_FILTER_GRADIENT:
      return runConvolutionFilterGradient(thread, threads);
    case DEPTHWISE:
      return runDepthwise(thread, threads);
    case DEPTHWISE_INPUT_GRADIENT:
      return runDepthwiseInputGradient(thread, threads);
    case DEPTHWISE_FILTER_GRADIENT:
      return runDepthwiseFilterGradient(thread, threads);
    case MAX_POOL:
      return runMaxPool(thread, threads);
    case MAX_POOL_GRADIENT:
      return runMaxPoolGradient(thread, threads);
    case BATCH_NORMALIZATION:
      return runBatchNormalization(thread, threads);
    case BATCH_NORMALIZATION_GRADIENT:
      return runBatchNormalizationGradient(thread, threads);
    case BATCH_NORMALIZATION_INFERENCE:
      return runBatchNormalizationInference(thread, threads);
    case RELU:
      return runRelu(thread, threads);
    case RELU_GRADIENT:
      return runReluGradient(thread, threads);
    case SLICE:
      return runSlice(thread, threads);
    case ADAM:
      return runAdam(thread, threads);
  }
}
