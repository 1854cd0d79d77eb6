import type { ConfigPath } from '../yaml/positions.ts';
import type { OutlineNode, Span } from './outline.ts';

/** What the config writes at the path: its own key, else one that a merge key brings. Aliases on the way are followed, the last is not. */
export function nodeAt(outline: OutlineNode | undefined, path: ConfigPath): OutlineNode | undefined {
  let node = outline;
  for (const step of path) node = node && childOf(followed(node), step);
  return node;
}

/** What an alias stands for; any other node itself. */
export function followed(node: OutlineNode): OutlineNode {
  return node.kind === 'alias' && node.target ? node.target : node;
}

/** The texts of a list's entries with the places that write them, also of one that an alias stands for. */
export function entriesOf(node: OutlineNode | undefined): OutlineNode[] {
  return node ? followed(node).children.filter(({ text }) => text !== undefined) : [];
}

/** The scalar's text at a path. */
export function textAt(outline: OutlineNode | undefined, path: ConfigPath): string | undefined {
  const node = nodeAt(outline, path);
  return node && followed(node).text;
}

/** The nodes that hold the offset, from the whole down to the innermost. An offset at the very end of a word belongs to the word. */
export function nodesAround(outline: OutlineNode | undefined, offset: number): OutlineNode[] {
  const around: OutlineNode[] = [];
  for (let node = outline; node; node = node.children.find((child) => holds(child, offset))) around.push(node);
  return around;
}

/** The innermost node at the offset, and whether the offset is in its key or its value. */
export function nodeUnder(
  outline: OutlineNode | undefined,
  offset: number,
): { node: OutlineNode; part: 'key' | 'value'; span: Span } | undefined {
  const node = nodesAround(outline, offset).at(-1);
  if (!node) return undefined;
  if (node.key && within(node.key, offset)) return { node, part: 'key', span: node.key };
  return node.value && within(node.value, offset) ? { node, part: 'value', span: node.value } : undefined;
}

/** The key and the value together. */
export function wholeSpan({ key, value }: OutlineNode): Span | undefined {
  const [first, last] = [key ?? value, value ?? key];
  return first && last && { from: Math.min(first.from, last.from), to: Math.max(first.to, last.to) };
}

const within = ({ from, to }: Span, offset: number) => from <= offset && offset <= to;

function holds(node: OutlineNode, offset: number): boolean {
  const span = wholeSpan(node);
  return span !== undefined && within(span, offset);
}

function childOf(node: OutlineNode, step: string | number, seen = new Set<OutlineNode>()): OutlineNode | undefined {
  if (seen.has(node)) return undefined;
  seen.add(node);
  const own = node.children.findLast((child) => child.path.at(-1) === step);
  if (own || node.kind !== 'map') return own;
  for (const merge of node.children.filter((child) => child.path.at(-1) === '<<')) {
    const source = followed(merge);
    for (const group of source.kind === 'list' ? source.children : [source]) {
      const found = childOf(followed(group), step, seen);
      if (found) return found;
    }
  }
  return undefined;
}
