import { UserError } from '../../core/errors.ts';
import { escapeControls } from '../../core/findings/words.ts';
import type { Shape } from '../network/graph.ts';
import type { WeightSpec } from '../network/weight-specs.ts';

/** A layer of a weight file, with the weights it holds. */
export interface FileLayer {
  readonly name: string;
  readonly weights: readonly FileWeight[];
}

export interface FileWeight {
  /** What Keras calls it, without the layer and without :0, such as kernel. */
  readonly role: string;
  readonly shape: Shape;
}

/**
 * Which weight of the file belongs to which weight of the network. Layers are paired by name where the shapes fit; the others, which
 * Keras numbered anew in each session, in the order of the file by their shapes. Throws a UserError that names the first layer that finds
 * no partner: then the file belongs to another network.
 */
export function matchLayers<W extends FileWeight>(
  file: string,
  specs: readonly WeightSpec[],
  layers: readonly { readonly name: string; readonly weights: readonly W[] }[],
): Map<WeightSpec, W> {
  const left = new Map(layers.filter(({ weights }) => weights.length > 0).map((layer) => [layer.name, layer.weights]));
  const pairs = new Map<WeightSpec, W>();
  const pair = (wanted: readonly WeightSpec[], name: string, found: readonly W[]) => {
    for (const [i, spec] of wanted.entries()) pairs.set(spec, found[i]!);
    left.delete(name);
  };

  const unnamed: WeightSpec[][] = [];
  for (const wanted of byLayer(specs)) {
    const { layer } = wanted[0]!;
    const found = fitting(wanted, left.get(layer) ?? []);
    if (found) pair(wanted, layer, found);
    else unnamed.push(wanted);
  }
  for (const wanted of unnamed) {
    const [name, found] = firstFitting(wanted, left) ?? doesNotFit(file, wanted, layers);
    pair(wanted, name, found);
  }
  for (const name of left.keys()) {
    throw new UserError(
      `${file} does not fit this network: it also holds weights of a layer ${escapeControls(name)}, which the network does not have. ${HINT}`,
    );
  }
  return pairs;
}

const HINT = 'It takes a file without top (no_top, notop) made for the same model.backbone and model.alpha.';

function byLayer(specs: readonly WeightSpec[]): WeightSpec[][] {
  const layers = new Map<string, WeightSpec[]>();
  for (const spec of specs) layers.set(spec.layer, [...(layers.get(spec.layer) ?? []), spec]);
  return [...layers.values()];
}

function firstFitting<W extends FileWeight>(
  wanted: readonly WeightSpec[],
  left: ReadonlyMap<string, readonly W[]>,
): [string, readonly W[]] | undefined {
  for (const [name, weights] of left) {
    const found = fitting(wanted, weights);
    if (found) return [name, found];
  }
  return undefined;
}

/** The layer's weights in the wanted order, by their roles or, where Keras once called them otherwise, as they stand. */
function fitting<W extends FileWeight>(wanted: readonly WeightSpec[], weights: readonly W[]): readonly W[] | undefined {
  if (weights.length !== wanted.length) return undefined;
  const byRole = wanted.map(({ role }) => weights.find((weight) => weight.role === role));
  const found = byRole.includes(undefined) ? weights : (byRole as W[]);
  return wanted.every(({ shape }, i) => shapeText(shape) === shapeText(found[i]!.shape)) ? found : undefined;
}

function doesNotFit(file: string, wanted: readonly WeightSpec[], layers: readonly FileLayer[]): never {
  const { layer } = wanted[0]!;
  const named = layers.find(({ name, weights }) => name === layer && weights.length > 0);
  const inFile = named ? `is ${weightsText(named.weights)} in the file` : 'is missing in the file';
  throw new UserError(
    `${file} does not fit this network: layer ${layer} ${inFile} and ${weightsText(wanted)} in the network. ${HINT}`,
  );
}

const weightsText = (weights: readonly FileWeight[]) =>
  weights.map(({ role, shape }) => `${escapeControls(role)} ${shapeText(shape)}`).join(', ');
const shapeText = (shape: Shape) => shape.join(' × ');
