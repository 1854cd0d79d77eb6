import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { composeYaml } from '../yaml/compose.ts';
import { guardText } from '../yaml/guards.ts';
import { type ConfigPath, keyText } from '../yaml/positions.ts';

/** From one offset up to another, in UTF-16 code units from the start of the text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a config writes at a path, whether or not it is what the schema wants. */
export interface OutlineNode {
  readonly path: ConfigPath;
  readonly kind: 'map' | 'list' | 'scalar' | 'alias' | 'empty';
  /** Where the key is written; list entries and the whole have none. */
  readonly key?: Span;
  /** Where the value is written, quotes and brackets included; an empty value has none. */
  readonly value?: Span;
  /** Of a scalar: its text as it would be compared with a dataframe's cell. */
  readonly text?: string;
  /** Whether the scalar is text, rather than a number, true, false or null. */
  readonly isText?: boolean;
  /** Whether it is written in brackets or braces. */
  readonly flow?: boolean;
  /** Of an alias: what it stands for. */
  readonly target?: OutlineNode;
  readonly children: readonly OutlineNode[];
}

/**
 * The outline of a config's text, as far as it can be read: half-typed configs have one too. undefined where the text must not be parsed at all
 * (it is too large or nested too deeply) or holds nothing.
 */
export function outlineOf(text: string): OutlineNode | undefined {
  // An editor may keep the byte order mark that it found in the file.
  const source = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  if (guardText(source, '')) return undefined;
  return outlineOfDocument(composeYaml(source).document);
}

function outlineOfDocument(document: Document): OutlineNode | undefined {
  if (!document.contents) return undefined;
  const anchors = new Map<string, OutlineNode>();

  const build = (node: Node | null, path: ConfigPath, key?: Span): OutlineNode => {
    const built = { ...contentOf(node, path), ...(key && { key }) };
    if (node && !isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, built);
    return built;
  };
  const contentOf = (node: Node | null, path: ConfigPath): OutlineNode => {
    const value = spanOf(node);
    const place = { path, ...(value && { value }) };
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      return { ...place, kind: 'alias', ...(target && { target }), children: [] };
    }
    if (isMap(node)) {
      const children = node.items.flatMap((pair) => {
        const name = keyText(pair);
        return name === undefined ? [] : [build(asNode(pair.value), [...path, name], spanOf(asNode(pair.key)))];
      });
      return { ...place, kind: 'map', flow: node.flow ?? false, children };
    }
    if (isSeq(node)) {
      const children = node.items.map((item, index) =>
        build(isPair(item) ? asNode((item as Pair).key) : asNode(item), [...path, index]),
      );
      return { ...place, kind: 'list', flow: node.flow ?? false, children };
    }
    if (!isScalar(node) || !value) return { path, kind: 'empty', children: [] };
    const isText = typeof node.value === 'string';
    const text = isText ? (node.value as string) : (node.source ?? String(node.value));
    return { ...place, kind: 'scalar', text, isText, children: [] };
  };
  return build(document.contents, []);
}

function asNode(value: unknown): Node | null {
  return (value as Node | null | undefined) ?? null;
}

/** Where the node's words stand; undefined for one that is not written. */
function spanOf(node: Node | null): Span | undefined {
  const [from, to] = node?.range ?? [0, 0];
  return from < to ? { from, to } : undefined;
}
