import { allFixes } from '../../core/fixes/fix-all.ts';
import { counted } from '../../core/words.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import { workspaceEdit } from '../workspace-edits.ts';
import { editsOfConfig } from './fix-edits.ts';
import type { ActionRequest, ActionSource } from './request.ts';

const KIND = 'source.fixAll.multitask';

/** Every preferred fix of the config at once, as editors do it on saving for those who want it. */
export const fixAll: ActionSource = {
  kind: KIND,
  async actions(request) {
    const { context, config } = request;
    const { edits, mended } = allFixes(config, await findingsOf(request));
    if (mended.length === 0) return [];
    return [
      {
        title: `Fix all that have a preferred fix (${counted(mended.length, 'finding')})`,
        kind: KIND,
        edit: workspaceEdit([editsOfConfig(config, edits)], context.client),
      },
    ];
  },
};

/** Who asks for this alone, as on saving, may do so before typing paused long enough for a check. */
async function findingsOf({ context, config, params, signal }: ActionRequest): Promise<readonly Finding[]> {
  if (config.findings || !params.context.only) return config.findings ?? [];
  return (await context.checker.check(config, signal)) ?? [];
}
