export interface Digest {
  readonly algorithm: 'md5' | 'sha256';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

/**
 * Digests of weight files without top as Keras publishes them, by file name. Xception's is from keras/src/applications/xception.py; Keras
 * publishes none of MobileNet's, and that one was taken from the file.
 */
export const PUBLISHED_DIGESTS: ReadonlyMap<string, Digest> = new Map([
  [
    'xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
    { algorithm: 'md5', hex: 'b0042744bf5b25fce3cb969f33bebb97' },
  ],
  [
    'mobilenet_2_5_224_tf_no_top.h5',
    { algorithm: 'sha256', hex: 'dbdb03ee2a22fd895301636cd328b234bb3a9952358f436d82f46b81e0d5b0bf' },
  ],
]);
