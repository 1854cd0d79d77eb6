import fc from '../fast-check.ts';
import { CONFIG } from './project-folder.ts';
import { PIECES } from './yaml-pieces.ts';

/** A config with pieces put in place of stretches of it. */
export const damagedConfig = fc
  .array(fc.tuple(fc.nat(CONFIG.length), fc.nat(12), fc.constantFrom(...PIECES)), { maxLength: 8 })
  .map((edits) =>
    edits.reduce((text, [from, length, piece]) => text.slice(0, from) + piece + text.slice(from + length), CONFIG),
  );
