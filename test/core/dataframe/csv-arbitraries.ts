import fc from '../../fast-check.ts';

/** Results must not depend on it. */
export const chunkSizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 16, 64, 1000, 100_000);

const cells = fc.oneof(
  fc.constantFrom('', 'plain', 'dots', 'a.jpg', ' ', '__proto__', '"', '""', '"quoted"', 'é', '\ufeff'),
  fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r', '\r\n', 'é', '😀', '\u00a0'), maxLength: 6 }),
);

/** A table as text: mostly a regular one, quoted where it must be or anywhere, with blank lines and any line ends. */
export const tables = fc.integer({ min: 2, max: 4 }).chain((columns) => {
  const cell = fc
    .tuple(cells, fc.boolean())
    .map(([text, quoted]) => (quoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
  const record = fc
    .oneof(
      { weight: 20, arbitrary: fc.array(cell, { minLength: columns, maxLength: columns }) },
      { weight: 1, arbitrary: fc.constantFrom([''], [' \t']) },
    )
    .map((texts) => texts.join(','));
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  return fc
    .tuple(
      fc.constantFrom('', '', '\ufeff'),
      fc.array(fc.tuple(record, lineEnd), { minLength: 1, maxLength: 12 }),
      fc.boolean(),
    )
    .map(([mark, lines, ends]) => {
      const text = mark + lines.flat().join('');
      return Buffer.from(ends ? text : text.replace(/[\r\n]+$/, ''));
    });
});

/** A table with some of its bytes gone, changed, or followed by others. */
export const damagedTables = fc
  .tuple(
    tables,
    fc.array(fc.tuple(fc.nat(), fc.nat(1), fc.uint8Array({ maxLength: 3 })), { minLength: 1, maxLength: 3 }),
  )
  .map(([table, damages]) =>
    damages.reduce((bytes, [place, gone, added]) => {
      const at = place % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + gone)]);
    }, table),
  );

export const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc
    .string({ unit: fc.constantFrom('a', ' ', ',', ',', '"', '\n', '\r', 'é', '\0', '\ufeff'), maxLength: 40 })
    .map((text) => Buffer.from(text)),
);

/** A table in UTF-16 with its byte order mark. */
export const wideTables = tables.map((table) =>
  Buffer.from(`\ufeff${table.toString().replace(/^\ufeff/, '')}`, 'utf16le'),
);
