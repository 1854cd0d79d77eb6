import { resolve } from 'node:path';
import { readConfig } from '../../core/config/config-document.ts';
import { UserError } from '../../core/errors.ts';
import { escapeControls } from '../../core/findings/words.ts';
import type { Config } from '../../schemas/types/config.ts';

/** Reads a config for a command that only uses it. Rejects with a UserError at the first error in it. */
export async function validConfig(file: string): Promise<Config> {
  const { config, findings } = await readConfig(resolve(file));
  if (config !== undefined) return config;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) throw new Error('A config without errors was left unread.');
  const more = errors.length > 1 ? ` multitask check ${file} lists the other errors.` : '';
  throw new UserError(`${escapeControls(first.message)}${more}`, { location: first.location });
}
