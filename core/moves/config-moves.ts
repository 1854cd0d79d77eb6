import { dirname } from 'node:path';
import type { TextEdit } from '../fixes/text-edit.ts';
import { rewriteText } from '../fixes/written-value.ts';
import { writtenPaths } from '../language/config-paths.ts';
import type { ConfigView } from '../language/config-view.ts';
import type { FileMoves } from './file-moves.ts';
import { movedPath } from './moved-path.ts';

/** The edits with which a config's paths lead to the same files after the moves, of which the config may be one. @param rootAfter The project root then. */
export function configMoves(config: ConfigView, moves: FileMoves, rootAfter: string): TextEdit[] {
  const { root, configFile } = config.place;
  const bases = {
    before: [root, dirname(configFile)],
    after: [rootAfter, dirname(moves.after(configFile))],
  };
  return writtenPaths(config).flatMap(({ node: { value }, text }) => {
    const moved = movedPath(text, bases, moves);
    if (moved === undefined || !value) return [];
    return [rewriteText(config.text, value, moved)];
  });
}
