import type { Finding } from '../../schemas/types/finding.ts';
import { sentenceList } from '../findings/words.ts';
import { counted } from '../words.ts';
import { ATTRIBUTE_COLUMNS } from './deepfashion.ts';
import { type List, listFinding, nameOf } from './list.ts';
import type { NamedEntry } from './read-named-list.ts';

/** An attribute and the dataframe column that it is a value of. */
export interface Attribute {
  readonly name: string;
  /** Index into ATTRIBUTE_COLUMNS. */
  readonly column: number;
}

/** The attributes with their columns, or what is wrong with their groups: Anno_fine has group 1 to 6, each with some attribute. */
export function attributesOf(
  entries: readonly NamedEntry[],
  list: List,
): { attributes: Attribute[] } | { finding: Finding } {
  const groups = [...new Set(entries.map(({ type }) => type))].sort((a, b) => a - b);
  if (groups.length === ATTRIBUTE_COLUMNS.length && groups.every((group, index) => group === index + 1)) {
    return { attributes: entries.map(({ name, type }) => ({ name, column: type - 1 })) };
  }
  const wanted = ATTRIBUTE_COLUMNS.map((column, index) => `${index + 1} ${column}`);
  const coarse =
    groups.join() === '1,2,3,4,5' ? ' This seems to be the list of Anno_coarse: name the one of Anno_fine.' : '';
  return {
    finding: listFinding(
      list,
      'attribute-groups',
      `${nameOf(list)} puts its ${counted(entries.length, 'attribute')} into the ${groups.length === 1 ? 'group' : 'groups'} ${shownGroups(groups)}; they should be ${sentenceList(wanted)}.${coarse}`,
    ),
  };
}

function shownGroups(groups: readonly number[]): string {
  return groups.length <= 10 ? sentenceList(groups.map(String)) : `${groups[0]} to ${groups.at(-1)}`;
}
