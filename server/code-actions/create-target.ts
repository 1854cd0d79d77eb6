import { CodeActionKind } from 'vscode-languageserver/node';
import { write } from '../../core/findings/fixes.ts';
import { writtenTasks } from '../../core/language/config-view.ts';
import { nodeAt, nodeUnder } from '../../core/language/find.ts';
import { editOfFix } from './fix-edits.ts';
import type { ActionSource } from './request.ts';

/** On `target_encoder`: writes the list of targets that the Python project wants, and that may be left out here. */
export const createTarget: ActionSource = {
  kind: CodeActionKind.RefactorRewrite,
  async actions({ context, config, params }) {
    const under = nodeUnder(config.outline, config.offsetAt(params.range.start));
    const isOnKey = under?.part === 'key' && under.node.path.join('.') === 'model.target_encoder';
    const tasks = isOnKey && !nodeAt(config.outline, ['model', 'target']) ? writtenTasks(config) : [];
    if (tasks.length === 0) return [];
    const targets = tasks.map(({ task }) => `${task}_encoded`);
    const edit = await editOfFix(context, config, write(['model', 'target'], targets));
    return edit ? [{ title: 'Create `target` from `target_encoder`', kind: CodeActionKind.RefactorRewrite, edit }] : [];
  },
};
