import { describe, expect, it } from 'vitest';
import { type ConfigSymbol, configSymbols } from '../../../core/language/symbols.ts';
import { CONFIG } from '../project-folder.ts';
import { viewOf } from './config-at.ts';

/** The symbols as lines, indented as they are nested, with the words they name and stand for. */
function lines(text: string, symbols: readonly ConfigSymbol[] = configSymbols(viewOf(text)), depth = 0): string[] {
  return symbols.flatMap(({ name, detail, kind, whole, nameSpan, children }) => {
    expect(whole.from <= nameSpan.from && nameSpan.to <= whole.to).toBe(true);
    return [
      `${'  '.repeat(depth)}${text.slice(nameSpan.from, nameSpan.to) === name ? name : `?${name}`} ${kind} ${detail}`.trimEnd(),
      ...lines(text, children, depth + 1),
    ];
  });
}

describe('configSymbols', () => {
  it('nests keys, tasks and labels', () => {
    expect(lines(CONFIG)).toEqual([
      'paths group',
      '  model_dataframe text data/rows.csv',
      '  model_path text out/model',
      '  training_history_path text out/history.csv',
      'model group',
      '  input_shape list 96, 96',
      '  paths text image',
      '  batch_size number 4',
      '  target_encoder group',
      '    sleeves task 2 labels',
      '      long label',
      '      short label',
      '    print task 2 labels',
      '      striped label',
      '      solid label',
    ]);
  });

  it('goes on with what is half typed', () => {
    expect(lines('model:\n  target_encoder:\n    a: [x, \n  epochs: \n')).toContain('model group');
    expect(configSymbols(viewOf('['.repeat(1000)))).toEqual([]);
  });
});
