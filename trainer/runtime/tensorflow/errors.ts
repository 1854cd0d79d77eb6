import { UserError } from '../../../core/errors.ts';

/** An error of TensorFlow as people should read it, if it is one that they can do something about; else as it is. */
export function tensorFlowError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /OOM when allocating tensor with shape\[([\d,]*)\]|RESOURCE_?EXHAUSTED|Resource exhausted/i.exec(
    message,
  );
  if (missing) {
    const tensor = missing[1] === undefined ? '' : ` for a tensor of ${missing[1].split(',').join(' × ')} values`;
    return new UserError(
      `TensorFlow did not get the memory that it needs${tensor}. Make model.batch_size or model.input_shape smaller.`,
      { cause: error },
    );
  }
  if (/CUDA_ERROR|CUDNN_STATUS|cuBLAS|CUBLAS_STATUS|failed to enqueue|gpu_event_mgr/i.test(message)) {
    return new UserError(`The GPU has failed: ${firstLine(message)} Try again; if it stays so, update its driver.`, {
      cause: error,
    });
  }
  return error;
}

/** Runs something, its errors as tensorFlowError puts them. */
export function withTensorFlowErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw tensorFlowError(error);
  }
}

function firstLine(message: string): string {
  const [line = ''] = message.replace(/^Session fail to run with error: /, '').split('\n');
  return line.endsWith('.') ? line : `${line}.`;
}
