import { expect, it } from 'vitest';
import { codeBlock, codeSpan } from '../../../core/language/markdown.ts';

it('code is code whatever it holds', () => {
  expect(codeSpan('a``b')).toBe('``` a``b ```');
  expect(codeBlock('```\n# no heading')).toBe('````text\n```\n# no heading\n````');
  expect(codeBlock('a`'.repeat(200_000))).toMatch(/^```text\n/);
});
