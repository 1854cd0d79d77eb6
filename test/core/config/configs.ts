import { type ConfigDocument, parseConfig } from '../../../core/config/config-document.ts';
import type { Range } from '../../../schemas/types/finding.ts';

export const FILE = '/project/config.yml';

/** The smallest config that is whole. */
export const MINIMAL = `paths:
  model_dataframe: data.csv
  model_path: model
  training_history_path: history.csv
model:
  input_shape: [224, 224]
  paths: image
  target_encoder:
    sleeves: [long, short]
    print: [striped, solid]
`;

export const parse = (text: string): ConfigDocument => parseConfig(text, FILE);

/** The minimal config with further keys of `model`. */
export const withModel = (...lines: string[]): string => `${MINIMAL}${lines.map((line) => `  ${line}\n`).join('')}`;

/** Each finding's code and place: `unknown-key 3:5`. */
export const codesOf = (text: string): string[] =>
  parse(text).findings.map(
    ({ code, location: { range } }) => `${code}${range ? ` ${range.start.line}:${range.start.column}` : ''}`,
  );

export const messagesOf = (text: string): string[] => parse(text).findings.map(({ message }) => message);

/** The words of a text in a range. */
export function wordsAt(text: string, range: Range | undefined): string | undefined {
  if (!range) return undefined;
  const lines = text.split('\n');
  const offset = ({ line, column }: Range['start']) =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  return text.slice(offset(range.start), offset(range.end));
}
