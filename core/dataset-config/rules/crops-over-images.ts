import { resolve } from 'node:path';
import { cropPath } from '../../deepfashion/image-files.ts';
import { quote } from '../../findings/words.ts';
import { at, type DatasetRule } from '../dataset-rule.ts';

/** Crops are not written over the images that they are cut from. */
export const cropsOverImages: DatasetRule = {
  code: 'crops-over-images',
  severity: 'error',
  *check(dataset) {
    const crops = dataset.fileOf('cropped_folder');
    const images = dataset.fileOf('data_folder_prefix');
    const overwritten = dataset.garments.find((garment) => {
      const crop = cropPath(dataset.config, garment).slice(dataset.config.paths.cropped_folder.length + 1);
      return resolve(crops, crop) === resolve(images, garment.file);
    });
    if (!overwritten) return;
    yield {
      message: `${quote(dataset.config.paths.cropped_folder)} is where the images are: the crop of ${quote(overwritten.file)} would be written over the image itself. Name another folder.`,
      location: at(dataset, ['paths', 'cropped_folder']),
    };
  },
};
