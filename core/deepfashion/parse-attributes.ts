import { quote, sentenceList } from '../findings/words.ts';
import { counted } from '../words.ts';
import type { Attribute } from './attribute-groups.ts';
import { ATTRIBUTE_COLUMNS } from './deepfashion.ts';
import type { Fault } from './line-findings.ts';
import { integersOf } from './numbers.ts';
import type { ParsedLine } from './read-list.ts';

/**
 * A parser of lines with a 0 or 1 for every attribute. The set attribute of a group is the value of its column, whatever other groups say; a
 * group without one, or with several, which cannot all be true, leaves its column empty.
 *
 * @param attributes undefined where they could not be read.
 */
export function attributeParser(attributes: readonly Attribute[] | undefined) {
  const expected = attributes?.length;
  const meaning =
    expected === undefined
      ? 'zeros and ones'
      : `a 0 or 1 for each of the ${counted(expected, 'attribute')} of the list`;
  return (text: string): ParsedLine<readonly (string | null)[]> => {
    const parsed = integersOf(text, expected, meaning);
    if ('fault' in parsed) return parsed;
    const { numbers } = parsed;
    const wrong = numbers.findIndex((number) => number !== 0 && number !== 1);
    if (wrong >= 0) return { fault: wrongValue(numbers[wrong] as number, wrong) };
    const set = (attributes ?? []).filter((_, index) => numbers[index] === 1);
    const perColumn = ATTRIBUTE_COLUMNS.map((_, column) => set.filter((attribute) => attribute.column === column));
    const value = perColumn.map((names) => (names.length === 1 ? (names[0]?.name ?? null) : null));
    const fault = severalOf(perColumn);
    return fault ? { value, fault } : { value };
  };
}

function wrongValue(value: number, word: number): Fault {
  const advice = value === -1 ? ' Lists of Anno_coarse have -1: this should be the one of Anno_fine.' : '';
  return { code: 'attribute-value', message: `has the value ${value}; an attribute is 0 or 1.${advice}`, word };
}

function severalOf(perColumn: readonly (readonly Attribute[])[]): Fault | undefined {
  const several = perColumn.flatMap((set, column) =>
    set.length > 1 ? [{ column: ATTRIBUTE_COLUMNS[column], names: set.map(({ name }) => quote(name)) }] : [],
  );
  if (several.length === 0) return undefined;
  const sets = several.map(({ column, names }) => `${sentenceList(names)} as ${column}`);
  const empty = several.map(({ column }) => column as string);
  return {
    code: 'attribute-twice',
    severity: 'warning',
    message: `sets ${sets.join(', and ')}, of which one at most can be true. ${several.length === 1 ? 'That cell stays' : 'Those cells stay'} empty (${sentenceList(empty)}); the others are read.`,
  };
}
