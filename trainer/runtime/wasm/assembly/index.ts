// What the host may call. Addresses are byte offsets into the memory that TF.js' own heap lives in.

export {
  convolution,
  convolutionFilterGradient,
  convolutionFilterGradientScratch,
  convolutionInputGradient,
  convolutionInputGradientScratch,
  convolutionScratch,
} from './convolution';
export { depthwise, depthwiseInputGradient, depthwiseInputGradientScratch, depthwiseScratch } from './depthwise';
export { depthwiseFilterGradient, depthwiseFilterGradientScratch } from './depthwise-filter-gradient';
export { adam, relu, reluGradient } from './elementwise';
export { setGeometry } from './geometry';
export {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
  batchNormalizationScratch,
} from './normalization';
export { attach, controlBytes, fail, shareAlways, stop, work } from './pool';
export { maxPool, maxPoolGradient } from './pooling';
export { matrixProduct, matrixProductScratch } from './products';
export { slice } from './slicing';
