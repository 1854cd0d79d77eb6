import { quote } from '../findings/words.ts';
import type { ParsedLine } from './read-list.ts';

/** The path of an image, which stays below the dataset's folder. */
export function parseImage(text: string): ParsedLine<string> {
  const path = text.trim();
  const wrong = wrongWith(path);
  if (wrong === undefined) return { value: path };
  return { fault: { code: 'image-path', message: `is ${quote(path)}, ${wrong}` } };
}

function wrongWith(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return 'which holds a control character; no path of the dataset does.';
  if (path.includes('\\')) return 'which has backslashes. Write slashes, as the dataset does.';
  if (/^(\/|[a-z]:)/i.test(path)) return 'which starts at the root. Write the path below `data_folder_prefix`.';
  if (path.split('/').includes('..'))
    return 'which leads out of its folder. Write the path below `data_folder_prefix`.';
  if (/^\d+$/.test(path))
    return 'which is a number and no path. Lists of Anno_coarse start with such a line, those of Anno_fine do not.';
  return path.endsWith('/') ? 'which is a folder. Write the path of the image in it.' : undefined;
}
