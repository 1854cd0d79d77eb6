import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { firstFew, quote } from '../../core/findings/words.ts';

/** What a config is made of. */
export type InitSource = { readonly dataframe: string } | { readonly folder: string };

/** The dataframe or folder that was named; or the only dataframe in the working directory, or else its images. */
export async function findSource(path: string | undefined, root: string): Promise<InitSource> {
  if (path !== undefined) return namedSource(resolve(root, path), path);
  const dataframes = (await readdir(root)).filter(isDataframe).sort();
  if (dataframes.length > 1) {
    const names = firstFew(dataframes.map(quote));
    throw new UserError(
      `There are several dataframes here: ${names}. Name the one to use, such as  multitask init ${dataframes[0]}`,
    );
  }
  return dataframes[0] === undefined ? { folder: root } : { dataframe: join(root, dataframes[0]) };
}

async function namedSource(full: string, path: string): Promise<InitSource> {
  const found = await stat(full).catch(() => undefined);
  if (found?.isDirectory()) return { folder: full };
  if (found) return { dataframe: full };
  throw new UserError(
    `${path} does not exist. Name a dataframe (CSV or Parquet), or a folder with one folder of images per class.`,
  );
}

/** A history of training is CSV too, and no dataframe. */
function isDataframe(name: string): boolean {
  return ['.csv', '.parquet'].includes(extname(name).toLowerCase()) && !/history/i.test(name);
}
