import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import type { Graph, Shape } from '../network/graph.ts';
import { sizeOf, type WeightSpec, weightSpecs } from '../network/weight-specs.ts';
import { checkedMetadata, checkTasks, shapesOf } from './metadata.ts';
import { fromTopology, type Topology, toTopology } from './topology.ts';
import type { WeightsDigest } from './weight-values.ts';

/** model.json: a TF.js layers model (tfjs-core's ModelJSON) with our metadata inside. */
interface Manifest {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: Topology;
  readonly weightsManifest: readonly [{ readonly paths: readonly [string]; readonly weights: readonly WeightEntry[] }];
  readonly userDefinedMetadata: { readonly multitask: ModelMetadata; readonly weights: WeightsDigest };
}

interface WeightEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float32';
}

/** What a manifest says, once it is known to hold together. */
export interface ParsedManifest {
  readonly graph: Graph;
  readonly metadata: ModelMetadata;
  readonly specs: readonly WeightSpec[];
  /** Name of the weight file beside the manifest. */
  readonly weightFile: string;
  readonly digest: WeightsDigest;
}

export function manifestText(graph: Graph, metadata: ModelMetadata, weightFile: string, digest: WeightsDigest): string {
  const manifest: Manifest = {
    format: 'layers-model',
    generatedBy: 'Multitask Vision',
    convertedBy: null,
    modelTopology: toTopology(graph),
    weightsManifest: [{ paths: [weightFile], weights: weightSpecs(graph).map(weightEntry) }],
    userDefinedMetadata: { multitask: metadata, weights: digest },
  };
  return JSON.stringify(manifest);
}

/** Bytes of a weight file: float32 numbers, one weight after another. */
export function bytesOf(specs: readonly WeightSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
}

/** Throws an Error with the reason as a clause ("its network has …") if anything about the manifest is not as manifestText writes it. */
export function parseManifest(text: string): ParsedManifest {
  const manifest = parseJson(text);
  const metadata = metadataOf(manifest);
  const graph = fromTopology(manifest.modelTopology);
  checkTasks(graph, metadata);
  const specs = specsOf(graph);
  return { graph, metadata, specs, weightFile: weightFileOf(manifest, specs), digest: digestOf(manifest, specs) };
}

function parseJson(text: string): Partial<Manifest> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json;
  } catch {}
  throw new Error('it is not a JSON object');
}

function metadataOf({ format, userDefinedMetadata }: Partial<Manifest>): ModelMetadata {
  if (format !== 'layers-model') throw new Error('it is not a TF.js layers model');
  const metadata: unknown = userDefinedMetadata?.multitask;
  if (metadata === undefined) throw new Error('it was not saved by multitask: labels and preprocessing are missing');
  return checkedMetadata(metadata);
}

function specsOf(graph: Graph): WeightSpec[] {
  const specs = weightSpecs(graph);
  const shapes = [...shapesOf(graph).values(), ...specs.map(({ shape }) => shape)];
  if (shapes.flat().every((size) => Number.isSafeInteger(size) && size >= 1) && Number.isSafeInteger(bytesOf(specs)))
    return specs;
  throw new Error('its network has layers of impossible sizes');
}

function weightFileOf({ weightsManifest }: Partial<Manifest>, specs: readonly WeightSpec[]): string {
  const [group, ...more] = Array.isArray(weightsManifest) ? weightsManifest : [];
  const paths: unknown[] = Array.isArray(group?.paths) ? group.paths : [];
  const [path] = paths;
  if (more.length > 0 || paths.length !== 1 || typeof path !== 'string')
    throw new Error('it does not name one weight file');
  if (!/^[^/\\:\0]+\.bin$/.test(path))
    throw new Error(`its weight file ${JSON.stringify(path)} is not in its own folder`);
  const entries: unknown[] = Array.isArray(group?.weights) ? group.weights : [];
  const wanted = specs.map(weightEntry);
  const wrong = wanted.findIndex((entry, i) => JSON.stringify(entries[i]) !== JSON.stringify(entry));
  if (wrong >= 0) throw new Error(`its list of weights does not fit its network from ${wanted[wrong]!.name} on`);
  if (entries.length > wanted.length) throw new Error('it lists more weights than its network has');
  return path;
}

function digestOf({ userDefinedMetadata }: Partial<Manifest>, specs: readonly WeightSpec[]): WeightsDigest {
  const { bytes, sha256 } = userDefinedMetadata?.weights ?? {};
  if (bytes !== bytesOf(specs) || typeof sha256 !== 'string')
    throw new Error('it does not hold the size and sha256 of its weights');
  return { bytes, sha256 };
}

/** In this order of keys, which the comparison relies on. */
function weightEntry({ name, shape }: WeightSpec): WeightEntry {
  return { name, shape, dtype: 'float32' };
}
