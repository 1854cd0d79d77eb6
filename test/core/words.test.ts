import { describe, expect, test } from 'vitest';
import { bytes, count, counted, duration, rate, score } from '../../core/words.ts';
import fc from '../fast-check.ts';

describe('count', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [6000, '6\u00a0000'],
    [20861480, '20\u00a0861\u00a0480'],
  ])('%d reads %j', (n, text) => expect(count(n)).toBe(text));

  test('loses no digit, whatever the number', () => {
    fc.assert(
      fc.property(fc.nat(), (n) => {
        expect(Number(count(n).replaceAll('\u00a0', ''))).toBe(n);
      }),
    );
  });
});

test.each([
  [1, '1 row'],
  [2, '2 rows'],
  [0, '0 rows'],
])('%d rows are "%s"', (n, text) => expect(counted(n, 'row')).toBe(text));

test('an irregular plural is the one given', () => {
  expect(counted(2, 'class', 'classes')).toBe('2 classes');
});

test.each([
  [0.34, '0.3 s'],
  [9.96, '10.0 s'],
  [42.4, '42 s'],
  [59.6, '1 min'],
  [130, '2 min 10 s'],
  [180, '3 min'],
  [3599.7, '1 h'],
  [5430, '1 h 30 min'],
])('%d seconds read "%s"', (seconds, text) => expect(duration(seconds)).toBe(text));

test.each([
  [999, '999 bytes'],
  [83683744, '83.7 MB'],
  [2108140, '2.1 MB'],
  [5e13, '50000.0 GB'],
])('%d bytes read "%s"', (n, text) => expect(bytes(n)).toBe(text));

test.each([
  [0.001, '0.001'],
  [0.009999999776482582, '0.01'],
  [0.000001, '0.000001'],
  [1e-7, '1e-7'],
])('a learning rate of %d reads "%s"', (value, text) => expect(rate(value)).toBe(text));

test('a score that nothing was measured on is a dash', () => {
  expect(score(null)).toBe('–');
  expect(score(0.7744)).toBe('0.774');
});
