import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver/node';
import { quote } from '../../core/findings/words.ts';
import { configEdits } from '../../core/fixes/config-edits.ts';
import { silenceEdits } from '../../core/fixes/silence.ts';
import { count, counted } from '../../core/words.ts';
import type { Finding, Fix } from '../../schemas/types/finding.ts';
import { MOST_CELLS, whyNoTextToEdit } from '../cell-edits.ts';
import { diagnosticOf, rangeOf } from '../diagnostics.ts';
import type { FeatureContext } from '../feature.ts';
import type { OpenConfig } from '../open-config.ts';
import { pathOfUri } from '../uris.ts';
import { workspaceEdit } from '../workspace-edits.ts';
import { cellChangesOf, editOfFix, editsOfConfig } from './fix-edits.ts';
import type { ActionRequest, ActionSource } from './request.ts';

/** What an action carries until its edit is asked for. */
export interface UnresolvedFix {
  /** Of the config that the fix is for. */
  readonly uri: string;
  readonly version: number;
  readonly fix: Fix;
}

/** Of a selection that holds more, nobody reads all actions. */
const MOST_FINDINGS = 50;

/** The fixes of the findings that stand in the part asked about, and for each the comment that silences it. */
export const quickFixes: ActionSource = {
  kind: CodeActionKind.QuickFix,
  async actions(request) {
    const { context, config, params, signal } = request;
    const file = pathOfUri(params.textDocument.uri);
    const here = (config.findings ?? [])
      .filter(({ location }) => location.file === file && touches(rangeOf(location), params.range))
      .slice(0, MOST_FINDINGS);
    const actions: (CodeAction | undefined)[] = [];
    for (const finding of here) {
      for (const fix of finding.fixes ?? []) {
        actions.push(await actionOfFix(request, finding, fix));
        // Each reads the config again, and the largest take a while: others get their turn.
        await setImmediate();
        signal.throwIfAborted();
      }
    }
    actions.push(...here.map((finding) => silenceAction(context, config, finding)));
    return actions.filter((action) => action !== undefined);
  },
};

async function actionOfFix(
  { context, config, signal }: ActionRequest,
  finding: Finding,
  fix: Fix,
): Promise<CodeAction | undefined> {
  const action: CodeAction = {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(finding, context.client)],
    ...(fix.preferred && { isPreferred: true }),
  };
  if (cellChangesOf(fix).length === 0) return withEdit(action, await editOfFix(context, config, fix));
  const reason = await whyNotInEditor(context, fix);
  if (reason !== undefined) {
    return context.client.actions.disabled ? { ...action, isPreferred: false, disabled: { reason } } : undefined;
  }
  if (!configEdits(config, fix)) return undefined;
  const data: UnresolvedFix = { uri: config.uri, version: config.version, fix };
  return context.client.actions.resolvesEdit
    ? { ...action, data }
    : withEdit(action, await editOfFix(context, config, fix, signal));
}

const withEdit = (action: CodeAction, edit: CodeAction['edit']) => edit && { ...action, edit };

/** Why cells are not changed here, as far as that is known without reading them. */
async function whyNotInEditor(context: FeatureContext, fix: Fix): Promise<string | undefined> {
  for (const { file, count: cells } of cellChangesOf(fix)) {
    const name = basename(file);
    if (cells > MOST_CELLS) {
      return `${counted(cells, 'cell')} are more than an editor changes at a time (${count(MOST_CELLS)}): change them where ${name} was made.`;
    }
    const index = await context.dataframes.get(file);
    const reason = index && (await whyNoTextToEdit(context, file, index));
    if (reason !== undefined) return `${name} cannot be edited here: ${reason}. Change the cells where it was made.`;
  }
  return undefined;
}

function silenceAction(context: FeatureContext, config: OpenConfig, finding: Finding): CodeAction | undefined {
  const edits = silenceEdits(config.text, config.place.configFile, finding);
  return (
    edits && {
      title: `Silence ${quote(finding.code)} on this line`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(finding, context.client)],
      edit: workspaceEdit([editsOfConfig(config, edits)], context.client),
    }
  );
}

function touches(one: Range, other: Range): boolean {
  const isUpTo = (a: Range['start'], b: Range['start']) =>
    a.line < b.line || (a.line === b.line && a.character <= b.character);
  return isUpTo(one.start, other.end) && isUpTo(other.start, one.end);
}
