import type { DataframeIndex, ValueCount } from '../../../core/dataframe/dataframe.ts';
import { type ConfigView, type ConfigWithData, kindOf } from '../../../core/language/config-view.ts';
import { outlineOf } from '../../../core/language/outline.ts';
import { atCursor } from '../../server/cursor.ts';

export function viewOf(text: string, root = '/project'): ConfigView {
  const place = { root, configFile: `${root}/config.yml` };
  return { kind: kindOf(text) ?? 'config', text, outline: outlineOf(text), place };
}

/** A config with a cursor (‸) in it, and its dataframe. */
export function configAt(
  marked: string,
  dataframe?: DataframeIndex,
  root?: string,
): { config: ConfigWithData; offset: number } {
  const { text, offset } = atCursor(marked);
  return { config: { ...viewOf(text, root), dataframe }, offset };
}

/** The index of a dataframe of these columns, each a list of cells. */
export function dataframeOf(columns: Readonly<Record<string, readonly string[]>>): DataframeIndex {
  const placesOf = (cells: readonly string[], value: string): ValueCount => {
    const rows = cells.flatMap((cell, index) => (cell === value ? [{ row: index + 1, line: index + 2 }] : []));
    return { count: rows.length, first: rows.slice(0, 5) };
  };
  return {
    file: '/project/rows.csv',
    rows: Object.values(columns)[0]?.length ?? 0,
    columns: Object.entries(columns).map(([name, cells], index) => ({
      name,
      header: { start: { line: 1, column: 10 * index + 1 }, end: { line: 1, column: 10 * index + 1 + name.length } },
      empty: placesOf(cells, ''),
      values: new Map([...new Set(cells)].filter(Boolean).map((cell) => [cell, placesOf(cells, cell)])),
      complete: true,
    })),
    problems: [],
  };
}
