import { describe, expect, it } from 'vitest';
import { CancellationToken, CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { untilCancelled } from '../../server/cancellation.ts';

const ended = { code: LSPErrorCodes.RequestCancelled };
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

describe('untilCancelled', () => {
  it('ends work whose question is taken back', async () => {
    const source = new CancellationTokenSource();
    const work = untilCancelled(source.token, untilAborted);
    source.cancel();
    await expect(work).rejects.toMatchObject(ended);
  });

  it('ends work whose question was taken back before it was read', async () => {
    await expect(untilCancelled(CancellationToken.Cancelled, untilAborted)).rejects.toMatchObject(ended);
  });

  it('answers with the result, and with defects', async () => {
    expect(await untilCancelled(CancellationToken.None, async () => 1)).toBe(1);
    await expect(untilCancelled(CancellationToken.None, () => Promise.reject(new TypeError('a')))).rejects.toThrow('a');
  });
});
