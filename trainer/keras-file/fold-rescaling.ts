import type { Graph, Layer } from '../network/graph.ts';

type Rescaling = Layer & { readonly kind: 'Rescaling' };

const NAME = 'rescaling';

/** Makes one layer of scalings that follow each other, as x / 127.5 and − 1 are: scale₂ · (scale₁ · x + offset₁) + offset₂. */
export function foldRescaling(graph: Graph): Graph {
  const pair = pairOf(graph);
  if (pair === undefined) return graph;
  const [first, second] = pair;
  const taken = graph.layers.some((layer) => layer.name === NAME && !pair.includes(layer as Rescaling));
  const folded: Rescaling = {
    ...second,
    name: taken ? second.name : NAME,
    inputs: first.inputs,
    scale: first.scale * second.scale,
    offset: first.offset * second.scale + second.offset,
  };
  const renamed = (name: string) => (name === second.name ? folded.name : name);
  const layers = graph.layers.flatMap((layer): Layer[] => {
    if (layer === first) return [];
    return [layer === second ? folded : { ...layer, inputs: layer.inputs.map(renamed) }];
  });
  return foldRescaling({ ...graph, layers });
}

/** Two scalings of which the second alone reads the first. */
function pairOf({ layers, outputs }: Graph): readonly [Rescaling, Rescaling] | undefined {
  const scalings = layers.filter((layer): layer is Rescaling => layer.kind === 'Rescaling');
  for (const first of scalings) {
    const [second, ...others] = layers.filter(({ inputs }) => inputs.includes(first.name));
    if (second?.kind === 'Rescaling' && others.length === 0 && !outputs.includes(first.name)) return [first, second];
  }
  return undefined;
}
