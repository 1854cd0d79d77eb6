import { CodeActionKind } from 'vscode-languageserver/node';
import { extractTargetEncoder } from '../../core/language/extract-target-encoder.ts';
import { withData } from '../feature.ts';
import { workspaceEdit } from '../workspace-edits.ts';
import { editsOfConfig } from './fix-edits.ts';
import type { ActionSource } from './request.ts';

/** Makes tasks of the columns that look like labels, where the config has none yet. */
export const extractTasks: ActionSource = extraction(CodeActionKind.RefactorExtract, false);

/** Adds such tasks to those that the config has. */
export const addTasks: ActionSource = extraction(CodeActionKind.RefactorRewrite, true);

function extraction(kind: CodeActionKind, adds: boolean): ActionSource {
  return {
    kind,
    async actions({ context, config, params }) {
      const offset = config.offsetAt(params.range.start);
      const found = extractTargetEncoder(await withData(config, context), offset);
      if (found?.adds !== adds) return [];
      const edit = workspaceEdit([editsOfConfig(config, found.edits)], context.client);
      return [{ title: found.title, kind, edit }];
    },
  };
}
