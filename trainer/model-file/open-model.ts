import type { Config } from '../../schemas/types/config.ts';
import { type LoadedModel, loadModel } from './load-model.ts';

export interface OpenModelOptions {
  /** Says what the labels are, for a model that does not know its own. */
  readonly config?: Config;
}

/** Opens a trained model of any format that is read here. Rejects with a UserError that gives the reason. */
export function openModel(path: string, _options: OpenModelOptions = {}): Promise<LoadedModel> {
  return loadModel(path);
}
