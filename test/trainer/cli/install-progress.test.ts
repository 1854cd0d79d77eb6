import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInstallProgress } from '../../../trainer/cli/terminal/install-progress.ts';

beforeEach(() => {
  vi.stubEnv('CI', '');
  vi.stubEnv('NO_COLOR', '');
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => vi.unstubAllEnvs());

/** What an install of one wheel draws. */
function drawn(isTTY: boolean): string {
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const progress = createInstallProgress(
    Object.assign(stream, { isTTY, columns: 100 }) as unknown as NodeJS.WriteStream,
  );
  progress.begin('downloading a.whl');
  progress.advance(50_000_000, 200_000_000);
  progress.note('pip could not fetch it');
  progress.end('a.whl');
  progress.close();
  return chunks.join('').replaceAll('\u00a0', ' ');
}

test('is plain lines where it is not drawn live', () => {
  expect(drawn(false)).toBe('  downloading a.whl\n  pip could not fetch it\n✓ a.whl\n');
});

test('on a terminal shows how far the step is, and leaves only what lasts', () => {
  const text = drawn(true);
  expect(stripVTControlCharacters(text)).toContain('  downloading a.whl  ▓▓▓▓▓░░░░░░░░░░░░░░░  50.0 MB of 200.0 MB');
  const afterLast = text.slice(text.lastIndexOf('a.whl'));
  expect(stripVTControlCharacters(afterLast).trim()).toBe('a.whl');
});
