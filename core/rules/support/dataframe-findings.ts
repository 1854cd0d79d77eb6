import type { Finding } from '../../../schemas/types/finding.ts';
import { type ConfigDocument, locateIn } from '../../config/config-document.ts';
import type { DataframeIndex } from '../../dataframe/dataframe.ts';
import { meant, write } from '../../findings/fixes.ts';
import { pathFrom } from '../../findings/format-finding.ts';

/**
 * What reading the dataframe found wrong with the file itself, at its place in the file, or at the config's `model_dataframe` when it is about
 * the file as a whole. Each is an error: rows that cannot be read would silently be missing from training.
 */
export function dataframeFindings(
  dataframe: DataframeIndex,
  document: ConfigDocument,
  {
    root,
    meant: path,
  }: { root: string /** The path that a missing one was probably meant to be. */; meant?: string | undefined },
): Finding[] {
  const { file, problems } = dataframe;
  return problems.map(({ code, message, range, row }) => ({
    code,
    severity: 'error',
    message: message.replaceAll(file, pathFrom(root, file)),
    location:
      range === undefined && row === undefined
        ? locateIn(document, ['paths', 'model_dataframe'])
        : { file, ...(range === undefined ? {} : { range }), ...(row === undefined ? {} : { row }) },
    ...(code === 'missing-dataframe' ? meant(path, (value) => write(['paths', 'model_dataframe'], value)) : {}),
  }));
}
