import { readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PUBLISHED_ALPHAS } from '../config/imagenet.ts';
import type { Column } from '../dataframe/dataframe.ts';
import { escapeControls } from '../findings/words.ts';
import { yamlText } from '../init/yaml-text.ts';
import { counted } from '../words.ts';
import { share } from './bars.ts';
import type { Proposal } from './completion.ts';
import { type ConfigWithData, writtenTasks } from './config-view.ts';
import type { CursorPlace } from './cursor-place.ts';
import { followed, nodeAt } from './find.ts';
import { type KeySchema, schemaAt } from './schema.ts';

const MOST_LABELS = 1000;
const MOST_FILES = 500;

/** What the value at the cursor could be: labels and columns of the dataframe, paths on disk, or what the contract allows. */
export async function valueProposals(
  config: ConfigWithData,
  schema: KeySchema,
  place: CursorPlace,
): Promise<readonly Proposal[]> {
  const { path } = place;
  const entry = typeof path.at(-1) === 'number';
  const listed = new Set(place.beside.flatMap(({ text = [] }) => text));
  const key = (entry ? path.slice(0, -1) : path).join('.');
  if (config.kind === 'config' && key.startsWith('model.target_encoder.') && path.length <= 4) {
    const column = columnNamed(config, String(path[2]));
    return column ? (entry ? labelProposals(column, listed) : allLabels(column)) : [];
  }
  if (path[0] === 'paths' && path.length === 2) return fileProposals(config, place);
  switch (`${config.kind}: ${key}`) {
    case 'config: model.paths':
    case 'config: model.split_column':
      return (config.dataframe?.columns ?? []).map(columnProposal);
    case 'config: model.target':
      return writtenTasks(config)
        .map(({ task }) => `${task}_encoded`)
        .filter((target) => !listed.has(target))
        .map((target) => ({ kind: 'value', label: target, insert: yamlText(target) }));
    case 'config: model.alpha':
      return PUBLISHED_ALPHAS.map((alpha) => ({
        kind: 'value',
        label: String(alpha),
        detail: 'has ImageNet weights',
        insert: String(alpha),
      }));
    case 'config: model.weights':
      return [
        { kind: 'value', label: 'imagenet', detail: 'default', insert: 'imagenet' },
        { kind: 'value', label: 'none', insert: 'none' },
        ...(await fileProposals(config, place)),
      ];
    case 'dataset: categories.to_model':
      return groupsOf(config)
        .filter((group) => !listed.has(group))
        .map((group) => ({ kind: 'value', label: group, insert: yamlText(group) }));
    default:
      return allowedValues(schemaAt(schema, path));
  }
}

/** The labels that the column has and the task does not list, the commonest first. */
function labelProposals({ values }: Column, listed: ReadonlySet<string>): Proposal[] {
  const labelled = [...values.values()].reduce((sum, { count }) => sum + count, 0);
  return [...values]
    .filter(([label]) => !listed.has(label))
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, MOST_LABELS)
    .map(([label, { count }]) => ({
      kind: 'label',
      label: escapeControls(label),
      detail: `${counted(count, 'row')}, ${share(count, labelled)}`,
      insert: yamlText(label),
    }));
}

function allLabels({ values, complete }: Column): Proposal[] {
  if (!complete || values.size === 0 || values.size > MOST_LABELS) return [];
  const labels = [...values].sort(([, a], [, b]) => b.count - a.count).map(([label]) => yamlText(label));
  return [
    {
      kind: 'value',
      label: `[${labels.join(', ')}]`,
      detail: `all ${counted(labels.length, 'label')}`,
      insert: `[${labels.join(', ')}]`,
    },
  ];
}

function columnProposal({ name, values, complete }: Column): Proposal {
  const examples = [...values.keys()].slice(0, 3).map((value) => escapeControls(value).slice(0, 60));
  const many = `${complete ? '' : 'over '}${counted(values.size, 'different value')}`;
  return {
    kind: 'column',
    label: name,
    detail: examples.length > 0 ? `${many}, such as ${examples.join(', ')}` : 'empty',
    insert: yamlText(name),
  };
}

/** What stands in the folder that the path written so far leads to; below the project root, else beside the config. */
async function fileProposals({ text, place }: ConfigWithData, { span }: CursorPlace): Promise<Proposal[]> {
  const written = text.slice(span.from, span.to).replace(/^["']|["']$/g, '');
  if (written.includes('\0')) return [];
  const folder = written.slice(0, written.lastIndexOf('/') + 1);
  for (const start of new Set([place.root, dirname(place.configFile)])) {
    const entries = await readdir(resolve(start, folder), { withFileTypes: true }).catch(() => []);
    const shown = entries.filter(({ name }) => !name.startsWith('.')).slice(0, MOST_FILES);
    if (shown.length === 0) continue;
    return shown
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => {
        const path = `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`;
        return { kind: entry.isDirectory() ? 'folder' : 'file', label: path, insert: yamlText(path) };
      });
  }
  return [];
}

function allowedValues(schema: KeySchema | undefined): Proposal[] {
  if (!schema) return [];
  const values =
    schema.enum ?? (schema.const !== undefined ? [schema.const] : schema.type === 'boolean' ? ['true', 'false'] : []);
  return values.map((value) => ({
    kind: 'value',
    label: value,
    ...(String(schema.default) === value ? { detail: 'default' } : {}),
    insert: value,
  }));
}

function groupsOf({ outline }: ConfigWithData): string[] {
  const groups = nodeAt(outline, ['categories', 'aggregation']);
  return groups ? followed(groups).children.map(({ path }) => String(path.at(-1))) : [];
}

function columnNamed({ dataframe }: ConfigWithData, name: string): Column | undefined {
  return dataframe?.columns.find((column) => column.name === name);
}
