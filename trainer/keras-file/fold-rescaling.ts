import type { Graph, Layer } from '../network/graph.ts';

type Rescaling = Layer & { readonly kind: 'Rescaling' };

const NAME = 'rescaling';

/**
 * Makes one layer of scalings that follow each other, as x / 127.5 and − 1 are: scale₂ · (scale₁ · x + offset₁) + offset₂. The first that is made so is
 * called rescaling, unless another layer is. One walk over the layers, of which a file may have thousands.
 */
export function foldRescaling(graph: Graph): Graph {
  const readBy = timesRead(graph);
  const layers = new Map<string, Layer>();
  let made: string | undefined;
  for (const layer of graph.layers) {
    const first = layers.get(layer.inputs[0] ?? '');
    if (layer.kind === 'Rescaling' && first?.kind === 'Rescaling' && readBy.get(first.name) === 1) {
      layers.delete(first.name);
      layers.set(layer.name, folded(first, layer));
      made = made === undefined || made === first.name ? layer.name : made;
    } else layers.set(layer.name, layer);
  }
  const result = { ...graph, layers: [...layers.values()] };
  return made === undefined || layers.has(NAME) ? result : renamed(result, made);
}

/** By name: how many inputs and outputs a layer is. */
function timesRead({ layers, outputs }: Graph): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const name of [...layers.flatMap(({ inputs }) => inputs), ...outputs]) {
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return times;
}

function folded(first: Rescaling, second: Rescaling): Rescaling {
  return {
    ...second,
    inputs: first.inputs,
    scale: first.scale * second.scale,
    offset: first.offset * second.scale + second.offset,
  };
}

function renamed({ layers, input, outputs }: Graph, from: string): Graph {
  const nameOf = (name: string) => (name === from ? NAME : name);
  return {
    layers: layers.map((layer) => ({ ...layer, name: nameOf(layer.name), inputs: layer.inputs.map(nameOf) })),
    input,
    outputs: outputs.map(nameOf),
  };
}
