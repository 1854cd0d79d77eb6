import { PUBLISHED_ALPHAS } from '../../core/config/imagenet.ts';
import { UserError } from '../../core/errors.ts';
import type { Config } from '../../schemas/types/config.ts';

/** A file that Keras publishes. */
export interface PublishedFile {
  /** File name; the name in the cache too. */
  readonly name: string;
  readonly url: string;
  /** Where a digest of the file is known. */
  readonly digest?: Digest;
}

export interface Digest {
  readonly algorithm: 'md5' | 'sha256';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

const BASE = 'https://storage.googleapis.com/tensorflow/keras-applications';

/** The ImageNet weights of a config's backbone, without top, as keras.applications chooses them. Throws a UserError where there are none. */
export function publishedWeights({ backbone, alpha, input_shape }: Config['model']): PublishedFile {
  return backbone === 'xception' ? XCEPTION : mobilenet(alpha, input_shape);
}

/** Digest from keras/src/applications/xception.py. */
const XCEPTION: PublishedFile = {
  name: 'xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
  url: `${BASE}/xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5`,
  digest: { algorithm: 'md5', hex: 'b0042744bf5b25fce3cb969f33bebb97' },
};

/** How each alpha is written in the file's name. */
const ALPHA_TEXTS: Readonly<Record<(typeof PUBLISHED_ALPHAS)[number], string>> = {
  0.25: '2_5',
  0.5: '5_0',
  0.75: '7_5',
  1: '1_0',
};

/** Sizes that MobileNet was trained at; for any other, and for inputs that are not square, Keras takes the weights of 224. */
const SIZES = [128, 160, 192, 224];

/** Keras publishes no digests of these; this one was taken from the file. */
const SHA256 = new Map([
  ['mobilenet_2_5_224_tf_no_top.h5', 'dbdb03ee2a22fd895301636cd328b234bb3a9952358f436d82f46b81e0d5b0bf'],
]);

/** As keras/src/applications/mobilenet.py chooses. */
function mobilenet(alpha: number, [height, width]: readonly [number, number]): PublishedFile {
  const published = PUBLISHED_ALPHAS.find((width) => width === alpha);
  if (published === undefined) {
    throw new UserError(
      `model.alpha: there are no ImageNet weights for mobilenet with alpha ${alpha}, only for ${PUBLISHED_ALPHAS.join(', ')}. ` +
        'Choose one of these, or set model.weights to none.',
    );
  }
  const size = height === width && SIZES.includes(height) ? height : 224;
  const name = `mobilenet_${ALPHA_TEXTS[published]}_${size}_tf_no_top.h5`;
  const sha256 = SHA256.get(name);
  return { name, url: `${BASE}/mobilenet/${name}`, ...(sha256 && { digest: { algorithm: 'sha256', hex: sha256 } }) };
}
