import { PUBLISHED_ALPHAS } from '../../core/config/imagenet.ts';
import { UserError } from '../../core/errors.ts';
import { type Digest, PUBLISHED_DIGESTS } from '../../core/weights/published-digests.ts';
import type { Config } from '../../schemas/types/config.ts';

/** A file that Keras publishes. */
export interface PublishedFile {
  /** File name; the name in the cache too. */
  readonly name: string;
  readonly url: string;
  /** Where a digest of the file is known. */
  readonly digest?: Digest;
}

const BASE = 'https://storage.googleapis.com/tensorflow/keras-applications';

/** The ImageNet weights of a config's backbone, without top, as keras.applications chooses them. Throws a UserError where there are none. */
export function publishedWeights({ backbone, alpha, input_shape }: Config['model']): PublishedFile {
  return backbone === 'xception'
    ? publishedFile('xception', 'xception_weights_tf_dim_ordering_tf_kernels_notop.h5')
    : publishedFile('mobilenet', mobilenetName(alpha, input_shape));
}

/** How each alpha is written in the file's name. */
const ALPHA_TEXTS: Readonly<Record<(typeof PUBLISHED_ALPHAS)[number], string>> = {
  0.25: '2_5',
  0.5: '5_0',
  0.75: '7_5',
  1: '1_0',
};

/** Sizes that MobileNet was trained at; for any other, and for inputs that are not square, Keras takes the weights of 224. */
const SIZES = [128, 160, 192, 224];

/** As keras/src/applications/mobilenet.py chooses. */
function mobilenetName(alpha: number, [height, width]: readonly [number, number]): string {
  const published = PUBLISHED_ALPHAS.find((width) => width === alpha);
  if (published === undefined) {
    throw new UserError(
      `model.alpha: there are no ImageNet weights for mobilenet with alpha ${alpha}, only for ${PUBLISHED_ALPHAS.join(', ')}. ` +
        'Choose one of these, or set model.weights to none.',
    );
  }
  const size = height === width && SIZES.includes(height) ? height : 224;
  return `mobilenet_${ALPHA_TEXTS[published]}_${size}_tf_no_top.h5`;
}

function publishedFile(backbone: string, name: string): PublishedFile {
  const digest = PUBLISHED_DIGESTS.get(name);
  return { name, url: `${BASE}/${backbone}/${name}`, ...(digest && { digest }) };
}
