// Writes a setting for every diagnostic of docs/rules.md to package.json, so that none is forgotten.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const manifestFile = join(root, 'package.json');

/** What stands under the heading of each: how grave it is, whether that is a person's to say, and what it tells. */
const ENTRY =
  /^### (?<code>[a-z-]+)\n\n\*\*(?<severity>error|warning|info)(?<lowered>, may be lowered)?(?<cases>; [^*]+)?\*\* · (?<tells>.+)$/gm;

const LEVELS = ['error', 'warning', 'info', 'off'];

/** A code that is an error in some cases and a warning in others has no one severity of its own: null leaves it as it is. */
function valuesOf({ severity, lowered, cases }) {
  if (cases) return { type: ['string', 'null'], enum: [null, ...LEVELS], default: null };
  return { type: 'string', enum: severity === 'error' && !lowered ? ['error'] : LEVELS, default: severity };
}

function settingOf(entry) {
  const { code, severity, lowered, cases, tells } = entry;
  const notes = [
    ...(cases ? [`Without a setting: ${severity}${cases}.`] : []),
    ...(severity === 'error' && !lowered ? ['What training cannot do without stays an error.'] : []),
    `See \`${code}\` in docs/rules.md, which its diagnostics link to.`,
  ];
  return { ...valuesOf(entry), scope: 'resource', markdownDescription: [tells, ...notes].join(' ') };
}

const entries = [...(await readFile(join(root, 'docs/rules.md'), 'utf8')).matchAll(ENTRY)].map(({ groups }) => groups);
const settings = entries
  .toSorted((a, b) => (a.code < b.code ? -1 : 1))
  .map((entry) => [`multitask.rules.${entry.code}`, settingOf(entry)]);

const written = await readFile(manifestFile, 'utf8');
const manifest = JSON.parse(written);
const others = Object.entries(manifest.contributes.configuration.properties).filter(
  ([name]) => !name.startsWith('multitask.rules.'),
);
manifest.contributes.configuration.properties = Object.fromEntries([...others, ...settings]);
const text = `${JSON.stringify(manifest, null, 2)}\n`;
if (text !== written) await writeFile(manifestFile, text);
