import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Config } from '../../schemas/types/config.ts';
import { startsAsH5 } from '../hdf5/signature.ts';
import { readKerasModel } from '../keras-file/read-keras-model.ts';
import { type LoadedModel, loadModel } from './load-model.ts';

export interface OpenModelOptions {
  /** Says what the labels are, for a model that does not know its own. */
  readonly config?: Config;
  readonly signal?: AbortSignal;
}

/** Opens a trained model of any format that is read here. Rejects with a UserError that gives the reason. */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<LoadedModel> {
  const extension = extname(path).toLowerCase();
  if (extension === '.keras') {
    throw new UserError(
      `${path}: models in Keras' newer format (.keras) are not read. Save it as HDF5: keras.models.load_model('model.keras').save('model.h5').`,
    );
  }
  const isKeras = ['.h5', '.hdf5'].includes(extension) || (await isH5File(path));
  return isKeras ? readKerasModel(path, options) : loadModel(path);
}

/** A Keras file under another name. */
async function isH5File(path: string): Promise<boolean> {
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  return isFile && startsAsH5(path, 'model');
}
