import { wholeSpan } from './find.ts';
import type { OutlineNode, Span } from './outline.ts';

export interface FoldedPart extends Span {
  readonly kind: 'group' | 'comment';
}

/** What can be folded: groups and lists over several lines, and comments of several lines. */
export function foldedParts(text: string, outline: OutlineNode | undefined): FoldedPart[] {
  return [...groupsIn(text, outline), ...commentsIn(text)].sort((a, b) => a.from - b.from);
}

function groupsIn(text: string, node: OutlineNode | undefined): FoldedPart[] {
  if (!node) return [];
  const whole = node.key && node.value ? wholeSpan(node) : undefined;
  const trimmed = whole && { from: whole.from, to: whole.from + text.slice(whole.from, whole.to).trimEnd().length };
  const folds = trimmed && node.children.length > 0 && text.slice(trimmed.from, trimmed.to).includes('\n');
  return [
    ...(folds ? [{ ...trimmed, kind: 'group' as const }] : []),
    ...node.children.flatMap((child) => groupsIn(text, child)),
  ];
}

/** Lines that are nothing but comments, two or more on end. */
function commentsIn(text: string): FoldedPart[] {
  return [...text.matchAll(/^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)+/gm)].map(({ index, 0: lines }) => ({
    from: index,
    to: index + lines.trimEnd().length,
    kind: 'comment',
  }));
}
