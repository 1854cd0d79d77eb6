import { describe, expect, it } from 'vitest';
import { foldedParts } from '../../../core/language/folding.ts';
import { outlineOf } from '../../../core/language/outline.ts';
import { selectionSpans } from '../../../core/language/selection.ts';
import { atCursor } from '../../server/cursor.ts';

describe('foldedParts', () => {
  it('folds groups, lists and comments of several lines', () => {
    const text = '# one\n# two\nmodel:\n  a: [x,\n    y]\n  # alone\n  b: {c: 1}\n  d:\n    - z\n\n# end\n';
    expect(foldedParts(text, outlineOf(text)).map(({ from, to, kind }) => [kind, text.slice(from, to)])).toEqual([
      ['comment', '# one\n# two'],
      ['group', 'model:\n  a: [x,\n    y]\n  # alone\n  b: {c: 1}\n  d:\n    - z'],
      ['group', 'a: [x,\n    y]'],
      ['group', 'd:\n    - z'],
    ]);
  });
});

describe('selectionSpans', () => {
  const grown = (marked: string) => {
    const { text, offset } = atCursor(marked);
    return selectionSpans(text, outlineOf(text), offset).map(({ from, to }) => text.slice(from, to));
  };

  it('grows from the word to the whole', () => {
    expect(grown('a: 1\nb: {c: [x, "😀‸"]}\n')).toEqual([
      '"😀"',
      '[x, "😀"]',
      'c: [x, "😀"]',
      '{c: [x, "😀"]}',
      'b: {c: [x, "😀"]}',
      'a: 1\nb: {c: [x, "😀"]}\n',
    ]);
    expect(grown('a‸b: 1\n')).toEqual(['ab', 'ab: 1', 'ab: 1\n']);
  });

  it('is the whole where nothing can be read', () => {
    expect(grown('[[[‸')).not.toEqual([]);
    expect(grown('‸')).toEqual(['']);
  });
});
