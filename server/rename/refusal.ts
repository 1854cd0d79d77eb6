import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** The answer that editors show in place of a rename. @param reason A sentence. */
export function refusal(reason: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, reason);
}
