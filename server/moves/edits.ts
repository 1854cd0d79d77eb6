import { hasImageEnding } from '../../core/images/image-endings.ts';
import { inspectImage } from '../../core/images/inspect-image.ts';
import { whatStandsAt } from '../../core/language/config-paths.ts';
import { dataframePath } from '../../core/language/config-view.ts';
import { textAt } from '../../core/language/find.ts';
import { configMoves } from '../../core/moves/config-moves.ts';
import type { FileMoves } from '../../core/moves/file-moves.ts';
import type { FeatureContext } from '../feature.ts';
import type { KnownConfig } from '../known-configs.ts';
import type { FileEdits } from '../workspace-edits.ts';
import { type ImagesOfDataframe, imageEdits } from './image-edits.ts';

/** What must be edited before the moves so that nothing leads astray after them, and, in sentences, what is not edited. */
export async function editsOfMoves(
  context: FeatureContext,
  moves: FileMoves,
  signal: AbortSignal,
): Promise<{ edits: readonly FileEdits[]; remarks: readonly string[] }> {
  const known = await context.knownConfigs.all(signal);
  const edits = known.map((config) => editsOfConfig(context, config, moves));
  const remarks: string[] = [];
  const imagesMove = await mayMoveImages(moves);
  for (const images of dataframesOf(context, known, moves)) {
    const staysInPlace = !moves.touches(images.file) && images.root === images.rootAfter;
    if (staysInPlace && !imagesMove) continue;
    const moved = await imageEdits(context, images, moves, signal);
    if ('remark' in moved) remarks.push(moved.remark);
    else edits.push(...moved.edits);
  }
  return { edits: edits.filter((file) => file.edits.length > 0), remarks };
}

function editsOfConfig(context: FeatureContext, { config, isOpen }: KnownConfig, moves: FileMoves): FileEdits {
  const edits = configMoves(config, moves, rootAfter(context, config.place.configFile, moves));
  return {
    uri: config.uri,
    version: isOpen ? config.version : null,
    edits: edits.map((edit) => ({ range: config.rangeOf(edit), newText: edit.text })),
  };
}

/** The image columns that configs read, each once. */
function dataframesOf(
  context: FeatureContext,
  known: readonly KnownConfig[],
  moves: FileMoves,
): Iterable<ImagesOfDataframe> {
  const columns = known.flatMap(({ config }) => {
    const [file, column] = [dataframePath(config), textAt(config.outline, ['model', 'paths'])];
    if (file === undefined || column === undefined) return [];
    const { root, configFile } = config.place;
    return [{ file, column, root, rootAfter: rootAfter(context, configFile, moves) }];
  });
  return new Map(columns.map((images) => [JSON.stringify([images.file, images.column]), images])).values();
}

const rootAfter = ({ roots }: FeatureContext, configFile: string, moves: FileMoves): string =>
  roots.rootOf(moves.after(configFile));

/** Whether a folder moves, or a file that is an image by its name or by its first bytes. Dataframes are read for nothing else. */
async function mayMoveImages({ sources }: FileMoves): Promise<boolean> {
  for (const path of sources) {
    if (hasImageEnding(path) || (await whatStandsAt(path))?.kind !== 'file') return true;
    if (!('problem' in (await inspectImage(path)))) return true;
  }
  return false;
}
