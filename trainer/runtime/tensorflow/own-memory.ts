import type { Binding, TensorFlowBackend } from './backend.ts';

/**
 * Makes TensorFlow copy the values of every tensor that JavaScript hands it. Where a typed array happens to lie as TensorFlow likes it, on a
 * multiple of 64 bytes, it would use that memory itself and give it back to JavaScript from whatever thread was the last to need it,
 * which ends the process now and then; and a variable would keep that memory and change it. It copies what lies otherwise
 * (tensorflow/c/tf_tensor.cc), such as all that we give it.
 *
 * @returns makes it as it was
 */
export function ownMemory(backend: TensorFlowBackend): () => void {
  const { binding } = backend;
  const createTensor: Binding['createTensor'] = (shape, dtype, values) =>
    binding.createTensor(shape, dtype, moved(values));
  backend.binding = Object.create(binding, { createTensor: { value: createTensor } });
  return () => {
    backend.binding = binding;
  };
}

/** The same values a little behind the start of their memory, which itself lies on a multiple of 8 bytes. */
function moved<T extends Parameters<Binding['createTensor']>[2]>(values: T): T {
  const Values = values.constructor as new (memory: ArrayBuffer, offset: number, length: number) => T;
  const copy = new Values(new ArrayBuffer(values.byteLength + OFFSET), OFFSET, values.length);
  copy.set(values as never);
  return copy;
}

const OFFSET = 4;
