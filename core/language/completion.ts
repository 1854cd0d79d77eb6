import { type ConfigWithData, schemaOf } from './config-view.ts';
import { type CursorPlace, cursorPlace } from './cursor-place.ts';
import { keyProposals } from './key-proposals.ts';
import type { Span } from './outline.ts';
import { valueProposals } from './value-proposals.ts';

/** Something that could be written at the cursor. */
export interface Proposal {
  readonly kind: 'key' | 'value' | 'label' | 'column' | 'file' | 'folder';
  /** As it is shown. */
  readonly label: string;
  /** Beside it, in a few words. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** What is put in place of the span, as YAML. */
  readonly insert: string;
  /** The same with places to fill in, in LSP's snippet syntax. */
  readonly snippet?: string;
}

export interface Completion {
  readonly span: Span;
  readonly proposals: readonly Proposal[];
}

/** What could be written at the offset, the likeliest first; works in half-typed configs. */
export async function completion(config: ConfigWithData, offset: number): Promise<Completion | undefined> {
  const place = cursorPlace(config.text, offset);
  if (!place) return undefined;
  const proposals = await proposalsAt(config, place);
  return { span: place.span, proposals };
}

async function proposalsAt(config: ConfigWithData, place: CursorPlace): Promise<readonly Proposal[]> {
  const schema = schemaOf(config.kind);
  if (place.role === 'key') {
    const hasColon = /^[ \t]*:/.test(config.text.slice(place.span.to));
    return keyProposals(config, schema, { ...place, hasColon });
  }
  return valueProposals(config, schema, place);
}
