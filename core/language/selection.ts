import { nodesAround, wholeSpan } from './find.ts';
import type { OutlineNode, Span } from './outline.ts';

/** What a selection at the offset grows to, the smallest first: the word, its key with its value, the group around it, the whole. */
export function selectionSpans(text: string, outline: OutlineNode | undefined, offset: number): Span[] {
  const spans = nodesAround(outline, offset).flatMap((node) => {
    const part = [node.key, node.value].filter((span) => span && span.from <= offset && offset <= span.to);
    return [wholeSpan(node), ...part];
  });
  const all = [{ from: 0, to: text.length }, ...spans.flatMap((span) => span ?? [])];
  // Each holds the next and is larger than it: what comes twice is left out.
  const growing: Span[] = [];
  for (const span of all) {
    const outer = growing.at(-1);
    if (!outer || (outer.from <= span.from && span.to <= outer.to && (outer.from < span.from || span.to < outer.to)))
      growing.push(span);
  }
  return growing.reverse();
}
