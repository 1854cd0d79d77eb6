// Writes TypeScript types for every contract in schemas/ to schemas/types/, so that no shape is declared twice.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const schemas = join(dirname(fileURLToPath(import.meta.url)), '..', 'schemas');
const types = join(schemas, 'types');

/** The schema of a document after defaults are filled in: what has a default is always there. */
function withDefaultsFilled(schema) {
  if (Array.isArray(schema)) return schema.map(withDefaultsFilled);
  if (schema === null || typeof schema !== 'object') return schema;
  const filled = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withDefaultsFilled(value)]));
  if (filled.properties) {
    const defaulted = Object.keys(filled.properties).filter((key) => 'default' in filled.properties[key]);
    filled.required = [...new Set([...(filled.required ?? []), ...defaulted])];
  }
  return filled;
}

/** The generator notes where each definition is used; with one schema a file, that says nothing. */
const withoutReferenceNotes = (source) =>
  source
    .replace(/^ \*\n( \* This interface was referenced by [^\n]*\n \* via the `definition` [^\n]*\n)/gm, '')
    .replace(/^\/\*\*\n \* This interface was referenced by [^\n]*\n \* via the `definition` [^\n]*\n \*\/\n/gm, '');

await mkdir(types, { recursive: true });
for (const file of (await readdir(schemas)).filter((name) => name.endsWith('.schema.json'))) {
  const schema = JSON.parse(await readFile(join(schemas, file), 'utf8'));
  const name = file.replace('.schema.json', '');
  const banner = `// Generated from ../${file} by scripts/generate-types.mjs; change the schema instead.`;
  const source = await compile(withDefaultsFilled(schema), name, {
    bannerComment: banner,
    style: { singleQuote: true, printWidth: 120 },
    unreachableDefinitions: true,
  });
  await writeFile(join(types, `${name}.ts`), withoutReferenceNotes(source));
}
