import { canBeTask } from '../init/guess-columns.ts';
import { yamlText } from '../init/yaml-text.ts';
import { counted } from '../words.ts';
import { describeExpected } from '../yaml/describe.ts';
import type { Proposal } from './completion.ts';
import { type ConfigWithData, writtenTasks } from './config-view.ts';
import type { CursorPlace } from './cursor-place.ts';
import { textAt } from './find.ts';
import { type KeySchema, schemaAt } from './schema.ts';

/** More labels than fit in a line are for a person to choose from. */
const MOST_LABELS = 50;

interface KeyPlace extends CursorPlace {
  /** Whether the key's colon is written already. */
  readonly hasColon: boolean;
}

/** The keys that the group at the cursor lacks; for tasks, the columns that could be ones, with all their labels. */
export function keyProposals(config: ConfigWithData, schema: KeySchema, place: KeyPlace): Proposal[] {
  const group = schemaAt(schema, place.path);
  const present = new Set(place.beside.map(({ path }) => String(path.at(-1))));
  if (!group) return [];
  if (group.properties) {
    return Object.entries(group.properties)
      .filter(([key]) => !present.has(key))
      .sort(([a], [b]) => Number(isRequired(group, b)) - Number(isRequired(group, a)))
      .map(([key, inner]) => keyProposal(key, inner, isRequired(group, key), place));
  }
  switch (place.path.join('.')) {
    case 'model.target_encoder':
      return taskProposals(config, present, place);
    case 'model.loss_weights':
    case 'model.class_weights':
      return writtenTasks(config)
        .filter(({ task }) => !present.has(task))
        .map(({ task }) => ({
          kind: 'key',
          label: task,
          detail: 'a task',
          ...withColon(yamlText(task), place, place.path.at(-1) === 'class_weights' ? 'balanced' : '1'),
        }));
    default:
      return [];
  }
}

const isRequired = ({ required = [] }: KeySchema, key: string) => required.includes(key);

function keyProposal(key: string, schema: KeySchema, required: boolean, place: KeyPlace): Proposal {
  const isGroup = schema.type === 'object';
  const value = isGroup ? undefined : (schema.const ?? schema.default);
  return {
    kind: 'key',
    label: key,
    ...(required ? { detail: 'required' } : {}),
    documentation: [schema.description ?? '', isGroup ? '' : `Write ${describeExpected(schema)}.`]
      .filter(Boolean)
      .join('\n\n'),
    ...(isGroup && !place.flow && !place.hasColon
      ? { insert: `${key}:`, snippet: `${key}:\n  $0` }
      : withColon(key, place, value === undefined ? undefined : valueText(value), choicesOf(schema))),
  };
}

/** The key with a value that can be typed over, unless its colon is there already. */
function withColon(key: string, { hasColon }: KeyPlace, value?: string, choices: readonly string[] = []) {
  if (hasColon) return { insert: key };
  const start = `${escaped(key)}: `;
  const [first] = choices;
  if (first !== undefined) {
    const ordered = value === undefined ? choices : [value, ...choices.filter((choice) => choice !== value)];
    return { insert: `${key}: ${value ?? ''}`, snippet: `${start}\${1|${ordered.join(',')}|}` };
  }
  return value === undefined
    ? { insert: `${key}: `, snippet: `${start}$1` }
    : { insert: `${key}: ${value}`, snippet: `${start}\${1:${escaped(value)}}` };
}

function choicesOf({ type, enum: choices = [] }: KeySchema): readonly string[] {
  return type === 'boolean' ? ['true', 'false'] : choices;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value === 'string') return yamlText(value);
  return typeof value === 'object' ? '{}' : decimal(Number.isFinite(value) ? (value as number) : value);
}

/** Numbers as people write them: 0.000001 rather than 1e-6. */
function decimal(value: unknown): string {
  const text = String(value);
  return typeof value === 'number' && text.includes('e-') ? value.toFixed(Number(text.split('e-')[1])) : text;
}

function taskProposals(
  { dataframe, outline }: ConfigWithData,
  present: ReadonlySet<string>,
  place: KeyPlace,
): Proposal[] {
  const taken = new Set([textAt(outline, ['model', 'paths']), textAt(outline, ['model', 'split_column']), ...present]);
  return (dataframe?.columns ?? [])
    .filter((column) => !taken.has(column.name) && canBeTask(column) && column.values.size <= MOST_LABELS)
    .map(({ name, values }) => {
      const labels = [...values].sort(([, a], [, b]) => b.count - a.count).map(([label]) => yamlText(label));
      const labelled = [...values.values()].reduce((sum, { count }) => sum + count, 0);
      return {
        kind: 'column',
        label: name,
        detail: `${counted(labels.length, 'label')} in ${counted(labelled, 'row')}`,
        insert: place.hasColon ? yamlText(name) : `${yamlText(name)}: [${labels.join(', ')}]`,
      };
    });
}

const escaped = (text: string) => text.replace(/[\\$}]/g, '\\$&');
