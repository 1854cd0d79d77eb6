import { count, counted } from '../words.ts';
import { rowsWithValue } from './bars.ts';
import { type ConfigWithData, writtenTasks } from './config-view.ts';
import type { Span } from './outline.ts';

export interface InlayHint {
  /** What it stands after. */
  readonly offset: number;
  readonly text: string;
  /** When pointed at. */
  readonly tooltip: string;
}

/** Within the span: after each label, how many rows have it; after each task, its rows and the size of its head. */
export function inlayHints(config: ConfigWithData, within: Span): InlayHint[] {
  const { dataframe } = config;
  const hints = writtenTasks(config).flatMap(({ task, node, labels }): InlayHint[] => {
    const column = dataframe?.columns.find(({ name }) => name === task);
    if (!dataframe || !column || !node.key) return [];
    const labelled = dataframe.rows - column.empty.count;
    const own: InlayHint = {
      offset: afterColon(config.text, node.key.to),
      text: `${counted(labelled, 'row')} · ${counted(labels.length, 'output')}`,
      tooltip: `${count(labelled)} of ${counted(dataframe.rows, 'row')} have a label; the head has one output per label.`,
    };
    const ofLabels = labels.flatMap(({ label, node: { value, path } }): InlayHint[] => {
      // Labels that an alias brings are written, and counted, elsewhere.
      if (!value || path[2] !== task) return [];
      const rows = rowsWithValue(column, label);
      return [{ offset: value.to, text: count(rows), tooltip: `${counted(rows, 'row')} of ${task}` }];
    });
    return [own, ...ofLabels];
  });
  return hints.filter(({ offset }) => within.from <= offset && offset <= within.to);
}

/** Behind the colon of a key that ends at the offset, where a value would begin. */
function afterColon(text: string, keyEnd: number): number {
  const colon = /^[ \t]*:/.exec(text.slice(keyEnd, keyEnd + 20));
  return keyEnd + (colon ? colon[0].length : 0);
}
