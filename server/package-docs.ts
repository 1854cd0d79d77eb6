import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uriOfPath } from './uris.ts';

/** The page of a finding's code in the documents that come with the program. */
export function ruleUri(code: string): string {
  return `${RULES}#${code}`;
}

const RULES = uriOfPath(join(packageFolder(), 'docs/rules.md'));

/** Whether this code runs from dist/ or from its sources. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
