import type { Feature } from '../feature.ts';
import { codeAction } from './code-actions.ts';
import { codeLens } from './code-lenses.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import { documentLink } from './document-links.ts';
import { documentSymbol } from './document-symbols.ts';
import { foldingRange } from './folding-ranges.ts';
import { hover } from './hover.ts';
import { inlayHint } from './inlay-hints.ts';
import { makeFolder } from './make-folder.ts';
import { references } from './references.ts';
import { rename } from './rename.ts';
import { selectionRange } from './selection-ranges.ts';
import { willRenameFiles } from './will-rename-files.ts';

/** Everything that the server does beside diagnostics. */
export const FEATURES: readonly Feature[] = [
  documentLink,
  documentSymbol,
  hover,
  completion,
  inlayHint,
  definition,
  references,
  rename,
  codeLens,
  foldingRange,
  selectionRange,
  codeAction,
  makeFolder,
  willRenameFiles,
];
