import { describe, expect, it } from 'vitest';
import { entriesOf, nodeAt, nodeUnder, textAt } from '../../../core/language/find.ts';
import { outlineOf } from '../../../core/language/outline.ts';
import { atCursor } from '../../server/cursor.ts';

/** The path at the cursor, and what stands there. */
function under(marked: string) {
  const { text, offset } = atCursor(marked);
  const found = nodeUnder(outlineOf(text), offset);
  return found && [found.node.path.join('.'), found.part, text.slice(found.span.from, found.span.to)];
}

describe('outlineOf', () => {
  it.each([
    ['model:\n  pa‸ths: image\n', ['model.paths', 'key', 'paths']],
    ['model:\n  paths: im‸age\n', ['model.paths', 'value', 'image']],
    ['model:\n  paths: image‸\n', ['model.paths', 'value', 'image']],
    ['a: {b: [x, "y‸ z"]}\n', ['a.b.1', 'value', '"y z"']],
    ['a:\n  - x\n  - "😀‸"\n', ['a.1', 'value', '"😀"']],
    ['"😀": {ü: ‸1}\r\nb: 2\r\n', ['😀.ü', 'value', '1']],
    ['\uFEFFa: b‸\n', ['a', 'value', 'b']],
    ['a: [x, ‸y\n', ['a.1', 'value', 'y']],
    ['a:\n  ba‸\n', ['a', 'value', 'ba']],
  ])('%j', (marked, expected) => {
    expect(under(marked)).toEqual(expected);
  });

  it('follows aliases and merge keys', () => {
    const outline = outlineOf('base: &base {a: &list [x, y]}\nmodel:\n  <<: *base\n  b: *list\n');
    expect(entriesOf(nodeAt(outline, ['model', 'a'])).map(({ text }) => text)).toEqual(['x', 'y']);
    expect(entriesOf(nodeAt(outline, ['model', 'b'])).map(({ text }) => text)).toEqual(['x', 'y']);
    expect(outlineOf('a: &a\n  <<: *a\n')).toBeDefined();
    expect(textAt(outlineOf('a: &a\n  <<: *a\n'), ['a', 'b'])).toBeUndefined();
  });

  it('reads words as a dataframe has them', () => {
    const outline = outlineOf('a: [3, 3.0, true, "3", null]\n');
    expect(entriesOf(nodeAt(outline, ['a'])).map(({ text, isText }) => [text, isText])).toEqual([
      ['3', false],
      ['3.0', false],
      ['true', false],
      ['3', true],
      ['null', false],
    ]);
  });

  it('has none of texts that must not be parsed, or are none', () => {
    for (const text of ['', '# nothing\n', '['.repeat(50_000), `a: "${'x'.repeat(300_000)}"`, 'a\0'])
      expect(outlineOf(text)).toBeUndefined();
  });
});
