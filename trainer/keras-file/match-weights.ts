import type { KerasLayerWeights, KerasWeight } from '../hdf5/keras-content.ts';
import type { Shape } from '../network/graph.ts';
import type { WeightSpec } from '../network/weight-specs.ts';
import { roleOf } from '../weights/weight-name.ts';
import type { Origin } from './build-graph.ts';

/**
 * Which weight of a whole-model file belongs to which weight of its network: by the names of layer and role. Where Keras gave its variables
 * other names, by the order of the file, in which the weights that train stand before those that do not, over the whole group. Shapes
 * must fit. Throws an Error with the reason as a clause.
 *
 * @returns Values by weight name, in the order of the specs.
 */
export function matchWeights(
  specs: readonly WeightSpec[],
  origins: ReadonlyMap<string, Origin>,
  groups: readonly KerasLayerWeights[],
): Map<string, Float32Array> {
  const found = new Map<WeightSpec, KerasWeight>();
  const wanted = byGroup(specs, origins);
  for (const { name, weights } of groups) {
    const own = wanted.get(name) ?? [];
    wanted.delete(name);
    if (own.length !== weights.length) {
      throw new Error(`its layer ${name} has ${weights.length} weights in the file and ${own.length} in the network`);
    }
    const matched = byName(own, origins, weights) ?? byOrder(own, weights);
    for (const [i, spec] of own.entries()) found.set(spec, checked(spec, matched[i]!));
  }
  for (const name of wanted.keys()) throw new Error(`the weights of its layer ${name} are missing`);
  return new Map(specs.map((spec) => [spec.name, found.get(spec)!.values]));
}

function byGroup(specs: readonly WeightSpec[], origins: ReadonlyMap<string, Origin>): Map<string, WeightSpec[]> {
  const groups = new Map<string, WeightSpec[]>();
  for (const spec of specs) {
    const { group } = origins.get(spec.layer)!;
    const own = groups.get(group);
    if (own) own.push(spec);
    else groups.set(group, [spec]);
  }
  return groups;
}

/** undefined: the names do not tell. */
function byName(
  specs: readonly WeightSpec[],
  origins: ReadonlyMap<string, Origin>,
  weights: readonly KerasWeight[],
): KerasWeight[] | undefined {
  const named = new Map(weights.map((weight) => [nameOf(weight), weight]));
  const matched = specs.map(({ layer, role }) => {
    const own = origins.get(layer)!.layer;
    // Keras 3 calls the kernel of a depthwise convolution a kernel too.
    return named.get(`${own}/${role}`) ?? (role === 'depthwise_kernel' ? named.get(`${own}/kernel`) : undefined);
  });
  return new Set(matched).size === weights.length && !matched.includes(undefined)
    ? (matched as KerasWeight[])
    : undefined;
}

/** conv1/kernel of conv1/kernel:0, and of a name with more before it. */
function nameOf({ name }: KerasWeight): string {
  const layer = name.split('/').at(-2) ?? '';
  return `${layer}/${roleOf(name)}`;
}

/** By the order in which Keras lists the weights of a layer: which of them train was so when the file was saved. */
function byOrder(specs: readonly WeightSpec[], weights: readonly KerasWeight[]): KerasWeight[] {
  const listed = [...specs.filter(({ trainable }) => trainable), ...specs.filter(({ trainable }) => !trainable)];
  const places = new Map(listed.map((spec, i) => [spec, weights[i]!]));
  return specs.map((spec) => {
    const weight = places.get(spec)!;
    const role = roleOf(weight.name);
    const says = ROLES.has(role) && role !== spec.role && !(role === 'kernel' && spec.role === 'depthwise_kernel');
    if (says) throw new Error(`its weight ${weight.name} stands where ${spec.name} is expected`);
    return weight;
  });
}

const ROLES: ReadonlySet<string> = new Set<WeightSpec['role']>([
  'kernel',
  'bias',
  'depthwise_kernel',
  'pointwise_kernel',
  'gamma',
  'beta',
  'moving_mean',
  'moving_variance',
]);

function checked(spec: WeightSpec, weight: KerasWeight): KerasWeight {
  if (text(weight.shape) !== text(spec.shape)) {
    throw new Error(
      `its weight ${weight.name} is ${text(weight.shape)}, but ${text(spec.shape)} in the network it describes`,
    );
  }
  if (!weight.values.every(Number.isFinite)) {
    throw new Error(`its weight ${weight.name} holds values that are not finite numbers`);
  }
  return weight;
}

const text = (shape: Shape) => shape.join(' × ');
