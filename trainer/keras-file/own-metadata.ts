import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import { checkedMetadata } from '../model-file/metadata.ts';
import { bytesOfValues, digestOf, type WeightsDigest } from '../model-file/weight-values.ts';
import { isObject } from './settings.ts';

/** What multitask adds to a Keras file: the root attribute multitask. */
export interface OwnAttribute {
  readonly metadata: ModelMetadata;
  readonly weights: WeightsDigest;
}

/** Throws an Error with the reason as a clause. */
export function parseOwnAttribute(text: string): OwnAttribute {
  const { metadata, weights } = parse(text);
  const { bytes, sha256 } = isObject(weights) ? weights : {};
  if (typeof bytes !== 'number' || typeof sha256 !== 'string') {
    throw new Error('it does not hold the size and sha256 of its weights');
  }
  return { metadata: checkedMetadata(metadata), weights: { bytes, sha256 } };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return json;
  } catch {}
  throw new Error('its metadata is damaged: it is not a JSON object');
}

/** @param values In the order of weightSpecs. Throws an Error with the reason as a clause, unless they are what was saved. */
export function checkDigest({ weights }: OwnAttribute, values: ReadonlyMap<string, Float32Array>): void {
  const found = digestOf([...values.values()].map(bytesOfValues));
  if (found.sha256 !== weights.sha256 || found.bytes !== weights.bytes) {
    throw new Error('its weights are damaged, or were changed since multitask saved it: their sha256 is another');
  }
}
