import type { Feature } from '../feature.ts';

/** Everything that the server does beside diagnostics. */
export const FEATURES: readonly Feature[] = [];
