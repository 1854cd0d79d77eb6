import { quote } from '../../findings/words.ts';
import { at, type DatasetRule } from '../dataset-rule.ts';

/** Crops are not written over the images that they are cut from. */
export const cropsOverImages: DatasetRule = {
  code: 'crops-over-images',
  severity: 'error',
  *check(dataset) {
    const overwritten = dataset.folders.images.get(dataset.folders.crops);
    if (!overwritten) return;
    yield {
      message: `${quote(dataset.config.paths.cropped_folder)} is where the images are: the crop of ${quote(overwritten.file)} would be written over the image itself. Name another folder.`,
      location: at(dataset, ['paths', 'cropped_folder']),
    };
  },
};
