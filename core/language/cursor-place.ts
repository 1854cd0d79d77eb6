import type { ConfigPath } from '../yaml/positions.ts';
import { nodesAround } from './find.ts';
import { type OutlineNode, outlineOf, type Span } from './outline.ts';

/** What a person is writing at the cursor. */
export interface CursorPlace {
  readonly role: 'key' | 'value';
  /** Of the group that the key will be in, or of the value. */
  readonly path: ConfigPath;
  /** What is written of it already, to be replaced; quotes included. */
  readonly span: Span;
  /** The keys of the group, or the entries of the list, that are there beside it. */
  readonly beside: readonly OutlineNode[];
  /** Whether it is within brackets or braces. */
  readonly flow: boolean;
}

/** Any word: it is found by where it stands. */
const WORD = 'word';

/**
 * What is being written at the offset; undefined in comments and where nothing can be. A word is put in at the cursor and the whole is read again: so
 * the YAML parser itself says what a half-typed line belongs to, in block and flow style alike.
 */
export function cursorPlace(text: string, offset: number): CursorPlace | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const after = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  const isAlone = /^\s*[\w"'-]*$/.test(before) && !/^\s*- *$/.test(before) && /^\s*(#.*)?$/.test(after);
  // A word alone on its line is a key, unless it stands in a list in brackets.
  const asKey = isAlone ? placeOf(text, offset, `${WORD}: `) : undefined;
  return asKey && !isInList(asKey) ? asKey : placeOf(text, offset, WORD);
}

function isInList({ role, path, flow }: CursorPlace): boolean {
  return role === 'key' && flow && typeof path.at(-1) === 'number';
}

function placeOf(text: string, offset: number, word: string): CursorPlace | undefined {
  const probe = text.slice(0, offset) + word + text.slice(offset);
  const around = nodesAround(outlineOf(probe), offset + 1);
  const node = around.at(-1);
  if (!node) return undefined;
  const parent = around.at(-2);
  const beside = parent?.children.filter((child) => child !== node) ?? [];
  const flow = around.some((outer) => outer !== node && outer.flow === true);
  const holds = (span: Span | undefined) => span !== undefined && span.from <= offset && offset < span.to;
  const inText = (at: number) => (at < offset + word.length ? Math.min(at, offset) : at - word.length);
  const written = (span: Span): Span => ({ from: span.from, to: inText(span.to) });
  if (node.key && holds(node.key)) {
    return { role: 'key', path: node.path.slice(0, -1), span: written(node.key), beside, flow };
  }
  if (node.kind !== 'scalar' || !node.value || !holds(node.value)) return undefined;
  // Plain words go on over the lines that follow, and quotes that are not closed to the end: only the line counts.
  const lines = probe.slice(node.value.from, node.value.to).includes('\n');
  const span = lines ? wordBefore(text, offset) : written(node.value);
  const startsLine = node.key !== undefined && probe.slice(node.key.to, node.value.from).includes('\n');
  if (startsLine && !flow && !lines) {
    // `model:` with a first word below it: the beginning of its first key.
    return { role: 'key', path: node.path, span, beside: [], flow };
  }
  return { role: 'value', path: node.path, span, beside, flow };
}

function wordBefore(text: string, offset: number): Span {
  const word = /[^\s,[\]{}:#]*$/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';
  return { from: offset - word.length, to: offset };
}
