import { counted } from '../words.ts';
import type { ConfigView } from './config-view.ts';
import { entriesOf, followed, wholeSpan } from './find.ts';
import type { OutlineNode, Span } from './outline.ts';

/** An entry of the editor's outline. */
export interface ConfigSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'group' | 'task' | 'label' | 'list' | 'text' | 'number' | 'switch' | 'nothing';
  readonly whole: Span;
  /** The name itself, within the whole. */
  readonly nameSpan: Span;
  readonly children: readonly ConfigSymbol[];
}

/** The keys of the config, as they are nested; below a task, or a group of categories, what it lists. */
export function configSymbols(config: ConfigView): ConfigSymbol[] {
  const { outline } = config;
  return outline ? outline.children.flatMap((node) => symbolOf(node, config)) : [];
}

function symbolOf(node: OutlineNode, config: ConfigView): ConfigSymbol[] {
  const { key } = node;
  const whole = wholeSpan(node);
  const name = String(node.path.at(-1));
  if (!key || !whole || name === '') return [];
  const isNamedList = node.path.length === 3 && node.path.slice(0, 2).join('.') === LISTS[config.kind];
  const place = { name, whole, nameSpan: key };
  if (isNamedList) {
    const listed = config.kind === 'config' ? 'label' : 'category';
    return [
      {
        ...place,
        kind: 'task',
        detail: counted(entriesOf(node).length, listed, PLURALS[listed]),
        children: node.children.flatMap(labelOf),
      },
    ];
  }
  switch (node.kind) {
    case 'map':
      return [
        { ...place, kind: 'group', detail: '', children: node.children.flatMap((child) => symbolOf(child, config)) },
      ];
    case 'list':
      return [{ ...place, kind: 'list', detail: shortList(node), children: [] }];
    case 'alias':
      return [{ ...place, kind: followed(node).kind === 'map' ? 'group' : 'list', detail: 'alias', children: [] }];
    case 'empty':
      return [{ ...place, kind: 'nothing', detail: '', children: [] }];
    default:
      return [{ ...place, kind: scalarKind(node), detail: node.text ?? '', children: [] }];
  }
}

const LISTS = { config: 'model.target_encoder', dataset: 'categories.aggregation' } as const;
const PLURALS = { label: 'labels', category: 'categories' } as const;
const LONGEST = 60;

function labelOf({ value, text }: OutlineNode): ConfigSymbol[] {
  return value && text ? [{ name: text, detail: '', kind: 'label', whole: value, nameSpan: value, children: [] }] : [];
}

function shortList(node: OutlineNode): string {
  const listed = node.children.map(({ text = '…' }) => text).join(', ');
  return listed.length > LONGEST ? `${listed.slice(0, LONGEST - 1)}…` : listed;
}

function scalarKind({ isText, text }: OutlineNode): 'text' | 'number' | 'switch' {
  if (isText) return 'text';
  return text === 'true' || text === 'false' ? 'switch' : 'number';
}
