/** The kinds of file that a model can be saved as. */
export type ModelFormat = 'tfjs' | 'keras-h5';

/** How a model at this path is saved, by the path's ending; undefined: in a format that is not written. */
export function modelFormat(path: string): ModelFormat | undefined {
  if (/\.(h5|hdf5)$/i.test(path)) return 'keras-h5';
  return /\.keras$/i.test(path) ? undefined : 'tfjs';
}

/**
 * Whether Keras lets a layer have the name. `/` is refused by Keras itself, the rest by TensorFlow's name scopes, which Keras opens for every
 * layer that is called (tensorflow/python/framework/ops.py; the stricter pattern, that of outermost scopes).
 */
export function isKerasLayerName(name: string): boolean {
  return /^[A-Za-z0-9.][A-Za-z0-9_.>-]*$/.test(name);
}
