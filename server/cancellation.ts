import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** Runs work until the editor takes its question back, and answers then that it was. */
export async function untilCancelled<Result>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const listening = token.onCancellationRequested(() => controller.abort());
  // A question that was taken back before it was read has a token that tells nobody.
  if (token.isCancellationRequested) controller.abort();
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw new ResponseError(LSPErrorCodes.RequestCancelled, ENDED);
    throw error;
  } finally {
    listening.dispose();
  }
}

export const ENDED = 'The check was ended.';
