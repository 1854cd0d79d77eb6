import type { ModelMetadata } from '../../../schemas/types/model-metadata.ts';

/**
 * What an ONNX file knows besides its network, as text by key: `multitask` is the whole metadata (schemas/model-metadata.schema.json) as JSON;
 * `labels.<task>` is a JSON list of the task's labels in the order of its probabilities, for those who want no more than that.
 */
export function onnxMetadata(metadata: ModelMetadata): Record<string, string> {
  const labels = metadata.tasks.map(({ task, labels }) => [`labels.${task}`, JSON.stringify(labels)] as const);
  return { multitask: JSON.stringify(metadata), ...Object.fromEntries(labels) };
}
