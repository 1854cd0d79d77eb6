import type { Sample, Split } from '../../core/dataframe/dataframe.ts';

/**
 * A split whose samples hold what they say. A check's samples look it up each time, in little memory; a run asks for the same images in every
 * epoch, and where each lies is decided once, whatever files come and go meanwhile.
 */
export function settledSplit({ train, validation, test }: Split): Split {
  return { train: train.map(settled), validation: validation.map(settled), test: test.map(settled) };
}

const settled = ({ row, image, imageText, labels, part }: Sample): Sample => ({
  ...{ row, image, imageText, labels },
  ...(part && { part }),
});
