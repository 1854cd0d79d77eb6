import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createProgress } from '../../../trainer/cli/terminal/progress.ts';
import { started, wholeRun } from './run-events.ts';

/** A stream that remembers what was written to it and says of itself what is asked for. */
function recordingStream(facts: { isTTY: boolean; columns?: number }) {
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream: Object.assign(stream, facts) as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
}

function drawn(facts: { isTTY: boolean; columns?: number }): string {
  const { stream, text } = recordingStream(facts);
  const progress = createProgress(stream);
  for (const event of wholeRun) progress.show(event);
  progress.close();
  return text();
}

afterEach(() => vi.unstubAllEnvs());

describe('progress where it is not drawn live', () => {
  test('is plain lines: the run, its phases, bad images, every epoch, the end', () => {
    expect(drawn({ isTTY: false }).replaceAll('\u00a0', ' ')).toBe(
      `run 2026-01-02-030405-abcd · wasm (CPU, 2 threads)
  not cuda or webgpu: no GPU was found
  not native: it is not installed
  faster: multitask runtime install native
  4 800 images to train on, 1 200 to validate · 2 tasks · 213 072 of 218 544 parameters learn
reading images
  row 812: images/a.jpg: it is empty
epoch  1  loss 1.100  val 1.300  val accuracy print 0.700  sleeves –  12 s ★
epoch  2  loss 1.100  val 1.300  val accuracy print 0.774  sleeves –  12 s ★
  learning rate 0.001 → 0.0001: the validation loss has stopped falling
one image went bad
all 12 epochs are done; the best weights, of epoch 2, were saved to model
`,
    );
  });

  test.each(['CI', 'NO_COLOR'])('has neither colours nor a live block where %s is set, even on a terminal', (name) => {
    vi.stubEnv('CI', '');
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'xterm');
    vi.stubEnv(name, '1');
    expect(drawn({ isTTY: true, columns: 100 })).toBe(drawn({ isTTY: false }));
  });

  test('says nothing of rungs that nobody wanted', () => {
    const { stream, text } = recordingStream({ isTTY: false });
    const notTaken = [{ rung: 'cuda', reason: 'wasm was asked for.' }];
    createProgress(stream).show({ ...started, runtime: { ...started.runtime, notTaken } });
    expect(text()).toMatch(/^run \S+ · wasm \(CPU, 2 threads\)\n {2}4\u00a0800 images/);
  });

  test('shows what would command the terminal as text', () => {
    const { stream, text } = recordingStream({ isTTY: false });
    const progress = createProgress(stream);
    progress.show({ v: 1, type: 'bad-image', time: '', row: 1, path: 'a\u001b[2J.jpg', reason: 'it is empty' });
    expect(text()).toBe('  row 1: a\\u001b[2J.jpg: it is empty\n');
  });
});

describe('progress on a terminal', () => {
  test('draws the bar, the figures and a row per task, and leaves the epochs behind', () => {
    vi.stubEnv('CI', '');
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'xterm');
    const text = stripVTControlCharacters(drawn({ isTTY: true, columns: 100 })).replaceAll('\u00a0', ' ');
    expect(text).toContain('epoch 2/12  ▓▓▓▓▓░░░░░░░░░░░░░░░░░░░  step  31/150  212 img/s  2 min 10 s left  lr 0.001');
    expect(text).toContain('  task      loss    acc  val loss  val acc  best (epoch)  floor');
    expect(text).toContain('  print    0.610  0.812     0.700    0.700     0.700 (1)  0.458');
    expect(text).toContain('  sleeves      –      –     0.600        –             –      –');
    expect(text).toContain('validating  ▓░░░░░░░░░░░░░░░░░░░░░░░  32 of 1 200');
    expect(text).toContain('epoch  2  loss 1.100');
  });

  test('fits a narrow terminal', () => {
    vi.stubEnv('CI', '');
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'xterm');
    expect(stripVTControlCharacters(drawn({ isTTY: true, columns: 60 }))).toContain('▓▓░░░░░░░░░░  step');
  });
});
