import { expect, it } from 'vitest';
import { TextList } from '../../../core/dataframe/text-list.ts';
import fc from '../../fast-check.ts';

it('texts come back as they went in, however many and however long', () => {
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.nat(1_200_000).map((length) => 'é'.repeat(length / 2)),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(texts, fc.nat(3000), (some, times) => {
      const all = [...some, ...Array.from({ length: times }, (_, index) => `img/${index}.jpg`), ...some];
      const list = new TextList();
      for (const text of all) {
        const bytes = Buffer.from(`<${text}>`);
        list.add(bytes, 1, bytes.length - 1);
      }
      expect(list.length).toBe(all.length);
      for (const [index, text] of all.entries()) if (list.text(index) !== text) expect(list.text(index)).toBe(text);
    }),
    { numRuns: 40 },
  );
});
