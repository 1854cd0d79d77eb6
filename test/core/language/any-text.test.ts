import { describe, expect, it } from 'vitest';
import { codeLenses } from '../../../core/language/code-lenses.ts';
import { completion } from '../../../core/language/completion.ts';
import { documentLinks } from '../../../core/language/document-links.ts';
import { foldedParts } from '../../../core/language/folding.ts';
import { hover } from '../../../core/language/hover.ts';
import { inlayHints } from '../../../core/language/inlay-hints.ts';
import type { Span } from '../../../core/language/outline.ts';
import { definition, references } from '../../../core/language/places.ts';
import { selectionSpans } from '../../../core/language/selection.ts';
import { configSymbols } from '../../../core/language/symbols.ts';
import fc from '../../fast-check.ts';
import { damagedConfig } from '../damaged-config.ts';
import { CONFIG } from '../project-folder.ts';
import { dataframeOf, viewOf } from './config-at.ts';

const DATA = dataframeOf({ image: ['a', 'b'], sleeves: ['long', '😀'], ['__proto__']: ['x', 'y'] });
describe('features on any text', () => {
  it('answer, and name only places that the text has', async () => {
    await fc.assert(
      fc.asyncProperty(damagedConfig, fc.nat(10_000), async (text, at) => {
        const config = { ...viewOf(text, '/nowhere'), dataframe: DATA };
        const offset = Math.floor((at / 10_000) * text.length);
        const proposed = await completion(config, offset);
        const hovered = await hover(config, offset);
        const places = [...(await definition(config, offset)), ...references(config, offset)];
        const spans: Span[] = [
          ...configSymbols(config).flatMap(({ whole, nameSpan }) => [whole, nameSpan]),
          ...foldedParts(text, config.outline),
          ...selectionSpans(text, config.outline, offset),
          ...inlayHints(config, { from: 0, to: text.length }).map((hint) => ({ from: hint.offset, to: hint.offset })),
          ...codeLenses(config).map(({ span }) => span),
          ...(await documentLinks(config)).map(({ span }) => span),
          ...(hovered ? [hovered.span] : []),
          ...(proposed ? [proposed.span] : []),
          ...places.flatMap((place) => ('span' in place ? [place.span] : [])),
        ];
        for (const { from, to } of spans) expect(0 <= from && from <= to && to <= text.length).toBe(true);
        if (proposed) expect(proposed.span.from <= offset && offset <= proposed.span.to).toBe(true);
      }),
      { numRuns: 1000, examples: [[`${CONFIG}#`, 9960]] },
    );
  });
});
