import { readFileSync } from 'node:fs';
import { distFile } from './dist-file.ts';

/** The version of this program, as its package.json says. */
export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(distFile('../package.json'), 'utf8')) as { version: string };
  return version;
}
