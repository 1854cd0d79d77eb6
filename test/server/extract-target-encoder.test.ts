import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type CodeAction, CodeActionRequest } from 'vscode-languageserver/node';
import { CONFIG, soundProject } from '../core/project-folder.ts';
import { atCursor } from './cursor.ts';
import { edited } from './edits.ts';
import { LanguageClient, uriOf } from './language-client.ts';
import type { Transport } from './transports.ts';

const CAPABILITIES = {
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['refactor'] } } } },
  workspace: { inlayHint: { refreshSupport: true } },
};

/** The refactorings at the cursor, once the dataframe was read. */
async function refactorings(transport: Transport, marked: string) {
  const { text, position } = atCursor(marked);
  const root = await soundProject({ 'config.yml': text });
  const config = join(root, 'config.yml');
  const client = await LanguageClient.start(root, transport, { capabilities: CAPABILITIES });
  await client.open(config, text);
  await client.toldOf('workspace/inlayHint/refresh');
  const actions = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: uriOf(config) },
    range: { start: position, end: position },
    context: { diagnostics: [], only: ['refactor'] },
  });
  return Promise.all(
    (actions as CodeAction[]).map(async ({ title, kind, edit }) => [kind, title, (await edited(edit ?? null))[config]]),
  );
}

const [HEAD] = CONFIG.split('  target_encoder') as [string];

it.each(['in-process', 'stdio'] as const)('takes tasks from the columns of the dataframe (%s)', async (transport) => {
  expect(await refactorings(transport, `${HEAD}  target_enc‸oder:\n`)).toEqual([
    [
      'refactor.extract',
      'Extract target_encoder from the 2 label-like columns of rows.csv',
      `${HEAD}  target_encoder:\n    sleeves: [long, short]\n    print: [solid, striped]\n`,
    ],
  ]);
  expect(await refactorings(transport, `${HEAD}  target_enc‸oder:\n    sleeves: [short, long]\n`)).toEqual([
    [
      'refactor.rewrite',
      'Add the other label-like column of rows.csv to target_encoder',
      `${HEAD}  target_encoder:\n    sleeves: [short, long]\n    print: [solid, striped]\n`,
    ],
    [
      'refactor.rewrite',
      'Create `target` from `target_encoder`',
      `${HEAD}  target_encoder:\n    sleeves: [short, long]\n  target: [sleeves_encoded]\n`,
    ],
  ]);
});
