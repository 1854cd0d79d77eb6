import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finding } from '../../schemas/types/finding.ts';
import { firstFew, quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { type List, listFinding } from './list.ts';

/** One finding in place of one for each list, where not even a folder of theirs is there: the dataset is yet to be unpacked, or lies elsewhere. */
export function noDataset(lists: readonly List[]): Finding | undefined {
  const folders = [...new Set(lists.map(({ written }) => dirname(written)))];
  const [first] = lists;
  if (first === undefined || lists.some(({ file }) => existsSync(dirname(file)))) return undefined;
  const where = `${folders.length === 1 ? 'the folder' : 'the folders'} ${firstFew(folders.map(quote))}`;
  const message = `None of the ${counted(lists.length, 'list')} exists, for ${where} ${folders.length === 1 ? 'is' : 'are'} not there. Unpack the dataset there, or correct \`paths\`.`;
  return listFinding(first, 'list-missing', message);
}
