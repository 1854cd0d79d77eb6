import type { Feature } from '../feature.ts';
import { completion } from './completion.ts';
import { documentLink } from './document-links.ts';
import { documentSymbol } from './document-symbols.ts';
import { hover } from './hover.ts';

/** Everything that the server does beside diagnostics. */
export const FEATURES: readonly Feature[] = [documentLink, documentSymbol, hover, completion];
