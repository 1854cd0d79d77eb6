import type { Change, SetValue, Value, ValuePath } from '../../schemas/types/finding.ts';
import { followed, nodeAt } from '../language/find.ts';
import type { OutlineNode } from '../language/outline.ts';
import { addLines, removeLines } from './block-edits.ts';
import { addInBrackets, removeInBrackets } from './flow-edits.ts';
import { offsetAt } from './offsets.ts';
import type { TextEdit } from './text-edit.ts';
import { rewriteText, writtenValue } from './written-value.ts';

/** A config's text and what it writes where. */
export interface WrittenConfig {
  readonly text: string;
  readonly outline: OutlineNode | undefined;
}

/** A change that is made in the config itself. */
export type ConfigChange = Exclude<Change, { kind: 'cells' }>;

/** The edits that make the change; undefined where the text is written in a way that none is known for. */
export function changeEdits(config: WrittenConfig, change: ConfigChange): TextEdit[] | undefined {
  switch (change.kind) {
    case 'set':
      return setEdits(config, change);
    case 'rename':
      return renameEdits(config, change.path, change.name);
    case 'add':
      return addEdits(config, change.path, change.values);
    case 'remove':
      return removeEdits(config, change.path);
    case 'rewrite': {
      const { range, text } = change;
      return [{ from: offsetAt(config.text, range.start), to: offsetAt(config.text, range.end), text }];
    }
  }
}

function setEdits(config: WrittenConfig, { path, value }: SetValue): TextEdit[] | undefined {
  const { text } = config;
  const node = nodeAt(config.outline, path);
  if (!node) return insertKey(config, path, value);
  if (node.kind === 'empty') return fillKey(text, node, writtenValue(value));
  if (Array.isArray(value) && node.kind === 'list') return setEntries(text, node, value);
  const span = node.value;
  // A text in a block, and a group of keys, are not put into one line.
  if (!span || node.kind === 'map' || (node.kind === 'list' && !node.flow) || /^[|>]/.test(text.slice(span.from)))
    return undefined;
  return [{ ...span, text: writtenValue(value, text.slice(span.from, span.to)) }];
}

/** Behind a key without a value. */
function fillKey(text: string, { key }: OutlineNode, written: string): TextEdit[] | undefined {
  const colon = key && /^[ \t]*:/.exec(text.slice(key.to));
  if (!colon) return undefined;
  const at = key.to + colon[0].length;
  return [{ from: at, to: at, text: ` ${written}` }];
}

/** The list's entries one by one, so that its lines and comments stay; those that it has already are moved as they are written. */
function setEntries(text: string, list: OutlineNode, values: readonly (string | number)[]): TextEdit[] | undefined {
  const entries = list.children.flatMap(({ value, text: said }) =>
    value ? [{ ...value, said, written: text.slice(value.from, value.to) }] : [],
  );
  if (entries.length < list.children.length) return undefined;
  const texts = values.map(
    (value, index) =>
      entries.find(({ said }) => said === String(value))?.written ?? writtenValue(value, entries[index]?.written),
  );
  if (entries.length > texts.length) {
    return list.flow && list.value ? [{ ...list.value, text: `[${texts.join(', ')}]` }] : undefined;
  }
  const replaced = entries.flatMap(({ from, to, written }, index) => {
    const wanted = texts[index] ?? written;
    return wanted === written ? [] : [{ from, to, text: wanted }];
  });
  if (entries.length === texts.length) return replaced;
  const added = addTo(text, list, texts.slice(entries.length));
  return added && [...replaced, ...added];
}

/** A key that the config does not write yet, with the groups around it that are not written either. */
function insertKey({ text, outline }: WrittenConfig, path: ValuePath, value: Value): TextEdit[] | undefined {
  const [name, ...inner] = path.slice(deepestGroup(outline, path));
  const group = nodeAt(outline, path.slice(0, path.length - inner.length - 1));
  if (typeof name !== 'string' || !group || inner.some((step) => typeof step === 'number')) return undefined;
  const written = inner.reduceRight<string>((rest, key) => `{ ${writtenValue(key)}: ${rest} }`, writtenValue(value));
  if (group.kind === 'empty') {
    const key = writtenValue(name);
    return fillKey(text, group, `{ ${key}: ${written} }`);
  }
  return followed(group).kind === 'map'
    ? addTo(text, followed(group), [`${writtenValue(name)}: ${written}`])
    : undefined;
}

/** How much of the path the config writes. */
function deepestGroup(outline: OutlineNode | undefined, path: ValuePath): number {
  let length = path.length - 1;
  while (length > 0 && !nodeAt(outline, path.slice(0, length))) length -= 1;
  return length;
}

function renameEdits({ text, outline }: WrittenConfig, path: ValuePath, name: string): TextEdit[] | undefined {
  const key = nodeAt(outline, path)?.key;
  return key && [rewriteText(text, key, name)];
}

function addEdits(config: WrittenConfig, path: ValuePath, values: readonly string[]): TextEdit[] | undefined {
  const node = nodeAt(config.outline, path);
  if (!node || node.kind === 'empty') return setEdits(config, { kind: 'set', path, value: [...values] });
  const list = followed(node);
  if (list.kind !== 'list') return undefined;
  const last = list.children.at(-1)?.value;
  const style = last && config.text.slice(last.from, last.to);
  return addTo(
    config.text,
    list,
    values.map((value) => writtenValue(value, style)),
  );
}

function removeEdits({ text, outline }: WrittenConfig, path: ValuePath): TextEdit[] | undefined {
  const parent = nodeAt(outline, path.slice(0, -1));
  const node = nodeAt(outline, path);
  if (!parent || !node) return undefined;
  const group = followed(parent);
  if (group.flow) return removeInBrackets(text, group, node);
  const removed = removeLines(text, group, node);
  // A group without keys has no value: it is to stay one.
  const emptied = group.children.length > 1 ? [] : fillKey(text, parent, group.kind === 'list' ? '[]' : '{}');
  return removed && emptied && [...emptied, ...removed];
}

const addTo = (text: string, group: OutlineNode, entries: readonly string[]) =>
  group.flow ? addInBrackets(text, group, entries) : addLines(text, group, entries);
