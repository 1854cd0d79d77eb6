import { describe, expect, it } from 'vitest';
import { looksLikeConfig } from '../../../core/config/looks-like-config.ts';
import { MINIMAL } from './configs.ts';

describe('looksLikeConfig', () => {
  it.each([
    MINIMAL,
    `\uFEFF${MINIMAL}`,
    MINIMAL.replaceAll('\n', '\r\n'),
    'model:\n  target_encoder:\n    sleeves: [',
    'paths:\n  model_dataframe:',
    '{"paths": {"model_dataframe": "a.csv"}}',
    "model: {'target_encoder' : {}}",
  ])('claims %j', (text) => {
    expect(looksLikeConfig(text)).toBe(true);
  });

  it.each([
    '',
    'model: gpt\n',
    'services:\n  web:\n    image: nginx\n',
    '# model:\n#   target_encoder:\n',
    'my_model:\n  other_target_encoder: 1\n',
    'description: the model and its target_encoder\n',
    'target_encoder:\n  a: [b, c]\n',
  ])('leaves %j alone', (text) => {
    expect(looksLikeConfig(text)).toBe(false);
  });

  it.each(['\r', '\u2028', '\r\n', 'model\n', 'model '])('reads any number of %j in one go', (part) => {
    // In time that grows with the square, this runs into the limit of a test.
    expect(looksLikeConfig(part.repeat(500_000))).toBe(false);
  });
});
