import * as tf from '@tensorflow/tfjs-core';

/** Puts another kernel in place of one of the current backend for as long as `work` takes. */
export async function withKernel<T>(name: string, kernel: tf.KernelFunc, work: () => Promise<T>): Promise<T> {
  const stock = tf.getKernel(name, tf.getBackend());
  replace(name, { ...stock, kernelFunc: kernel });
  try {
    return await work();
  } finally {
    replace(name, stock);
  }
}

/** A kernel that gives what the stock one gives, times a factor. */
export function scaledKernel(name: string, factor: number): tf.KernelFunc {
  const { kernelFunc } = tf.getKernel(name, tf.getBackend());
  return (params) => {
    const right = kernelFunc(params) as tf.TensorInfo;
    const backend = params.backend as tf.KernelBackend;
    const multiply = tf.getKernel('Multiply', tf.getBackend()).kernelFunc;
    const scalar = tf.scalar(factor);
    const wrong = multiply({ inputs: { a: right, b: scalar }, backend, attrs: {} });
    backend.disposeData(right.dataId);
    scalar.dispose();
    return wrong;
  };
}

function replace(name: string, config: tf.KernelConfig): void {
  tf.unregisterKernel(name, tf.getBackend());
  tf.registerKernel(config);
}
