import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../core/fixes/text-edit.ts';
import { extractTargetEncoder } from '../../../core/language/extract-target-encoder.ts';
import { configAt, dataframeOf } from './config-at.ts';

const six = (...values: string[]) => Array.from({ length: 6 }, (_, row) => values[row % values.length] as string);

const dataframe = dataframeOf({
  image: Array.from({ length: 6 }, (_, row) => `img/${row}.jpg`),
  id: Array.from({ length: 6 }, (_, row) => `number ${row}`),
  print: six('solid', 'dots'),
  'arm length': six('yes', '10', 'two, three'),
  split: six('train', 'val'),
});

/** The title, and the text after it. */
function extracted(marked: string) {
  const { config, offset } = configAt(marked, dataframe);
  const found = extractTargetEncoder(config, offset);
  return found && [found.title, applyEdits(config.text, found.edits)];
}

const ALL = 'Extract target_encoder from the 2 label-like columns of rows.csv';
const HEAD = 'paths: { model_dataframe: rows.csv }\nmodel:\n';

describe('extractTargetEncoder', () => {
  it('writes a missing target_encoder below the other keys', () => {
    expect(extracted(`${HEAD}  paths: ima‸ge # of the images\n`)).toEqual([
      ALL,
      `${HEAD}  paths: image # of the images\n  target_encoder:\n    print: [dots, solid]\n    arm length: ["10", "two, three", "yes"]\n`,
    ]);
  });

  it('fills an empty one, with the indents and line ends of the config', () => {
    expect(extracted('model:\r\n    target_en‸coder: # tasks\r\n    paths: image\r\n')).toEqual([
      ALL,
      'model:\r\n    target_encoder: # tasks\r\n      print: [dots, solid]\r\n      arm length: ["10", "two, three", "yes"]\r\n    paths: image\r\n',
    ]);
    expect(extracted(`${HEAD}  target_encoder: {‸}\n  paths: image\n`)?.[1]).toBe(
      `${HEAD}  target_encoder: { print: [dots, solid], arm length: ["10", "two, three", "yes"] }\n  paths: image\n`,
    );
    expect(extracted('model: { paths: im‸age }\n')?.[1]).toBe(
      'model: { paths: image, target_encoder: { print: [dots, solid], arm length: ["10", "two, three", "yes"] } }\n',
    );
  });

  it('adds what a written one lacks, and keeps what it has', () => {
    expect(extracted(`${HEAD}  paths: image\n  target_‸encoder:\n    print: [solid, dots] # in this order\n`)).toEqual([
      'Add the other label-like column of rows.csv to target_encoder',
      `${HEAD}  paths: image\n  target_encoder:\n    print: [solid, dots] # in this order\n    arm length: ["10", "two, three", "yes"]\n`,
    ]);
  });

  it('is silent where nothing is to be added, and elsewhere', () => {
    const full = `${HEAD}  paths: image\n  target_encoder:\n    print: [solid, dots]\n    arm length: ["10", "yes"]\n`;
    expect(extracted(full.replace('target_', 'target_‸'))).toBeUndefined();
    expect(extracted(`${HEAD}  pa‸ths: image\n  target_encoder:\n    print: [solid, dots]\n`)).toBeUndefined();
    expect(extracted(`pa‸ths: { model_dataframe: rows.csv }\nmodel:\n  paths: image\n`)).toBeUndefined();
    expect(extracted(`${HEAD}  target_enc‸oder: [print]\n`)).toBeUndefined();
  });
});
