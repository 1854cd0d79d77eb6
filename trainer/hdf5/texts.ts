import type { Attribute, Group } from 'h5wasm';
import { bytes } from '../../core/words.ts';
import { CannotBeUsed } from './cannot-be-used.ts';

/** The JSON of the largest networks of Keras is a few megabytes. */
const MAX_ATTRIBUTE_BYTES = 64 * 1024 * 1024;
/** Entries of a list of names. */
const MAX_NAMES = 100_000;
const MAX_NAME_LENGTH = 1000;

/** An attribute that is one text, fixed or variable in length; undefined if there is none. */
export function textOf(group: Group, name: string): string | undefined {
  const attribute = attributeOf(group, name);
  if (attribute === undefined) return undefined;
  const { value } = attribute;
  if (typeof value !== 'string') throw new CannotBeUsed(`is damaged: its attribute ${name} is no text`);
  return value;
}

/** An attribute that lists names. Keras splits lists that HDF5 finds too long into name0, name1, … */
export function namesOf(group: Group, name: string): string[] | undefined {
  const whole = attributeOf(group, name);
  if (whole) return names(whole);
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = attributeOf(group, `${name}${i}`);
    if (part === undefined) return i === 0 ? undefined : parts;
    parts.push(...names(part));
    checkCount(name, parts.length);
  }
}

function attributeOf(group: Group, name: string): Attribute | undefined {
  const { attrs } = group;
  if (!Object.hasOwn(attrs, name)) return undefined;
  const attribute = attrs[name]!;
  const { size, total_size } = attribute.metadata;
  if (size * total_size > MAX_ATTRIBUTE_BYTES) {
    throw new CannotBeUsed(
      `cannot be used: its attribute ${name} would take ${bytes(size * total_size)}, more than any of Keras`,
    );
  }
  return attribute;
}

/** An empty list is stored as an empty list of numbers. */
function names(attribute: Attribute): string[] {
  checkCount(attribute.name, attribute.metadata.total_size);
  const { value } = attribute;
  const list = Array.isArray(value) ? value.map(String) : [];
  if (list.some((text) => text.length > MAX_NAME_LENGTH)) {
    throw new CannotBeUsed(`is damaged: its attribute ${attribute.name} holds a name of more than 1000 letters`);
  }
  return list;
}

function checkCount(name: string, count: number): void {
  if (count > MAX_NAMES) throw new CannotBeUsed(`cannot be used: its attribute ${name} lists more than 100000 names`);
}
