import type { TensorFlowBackend } from './backend.ts';
import { withTensorFlowErrors } from './errors.ts';

/** Lets the backend's calls of TensorFlow throw errors that people can read. @returns makes it as it was */
export function guardBinding(backend: TensorFlowBackend): () => void {
  const { binding } = backend;
  const calls = ['createTensor', 'tensorDataSync', 'executeOp', 'loadSavedModel', 'runSavedModel'] as const;
  const guarded = calls.map((name) => {
    const call = binding[name] as (...given: unknown[]) => unknown;
    return [name, { value: (...given: unknown[]) => withTensorFlowErrors(() => call(...given)) }] as const;
  });
  backend.binding = Object.create(binding, Object.fromEntries(guarded));
  return () => {
    backend.binding = binding;
  };
}
