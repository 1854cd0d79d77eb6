import { UserError } from '../../../core/errors.ts';

/** An error of TensorFlow as people should read it, if it is one that they can do something about; else as it is. */
export function tensorFlowError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const message = error.message.replace(PREFIX, '');
  const memory = OUT_OF_MEMORY.exec(message);
  if (memory) return outOfMemory(memory.groups?.shape, error);
  if (GPU_FAILURE.test(message)) return gpuFailed(message, error);
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

/** What the addon puts before TensorFlow's own words (tfjs-node's binding/utils.h and tfjs_backend.cc). */
const PREFIX = /^(Invalid TF_Status: \d+\nMessage: |Session fail to run with error: )/;

const OUT_OF_MEMORY =
  /OOM when allocating tensor with shape\[(?<shape>[\d,]*)\]|RESOURCE_?EXHAUSTED|Resource exhausted/i;

const GPU_FAILURE = /CUDA_ERROR|CUDNN_STATUS|CUBLAS_STATUS|cublas error|failed to enqueue|cudaError/i;

function outOfMemory(shape: string | undefined, cause: Error): UserError {
  const tensor = shape ? ` for a tensor of ${shape.split(',').join(' × ')} values` : '';
  return new UserError(
    `TensorFlow did not get the memory that it needs${tensor}. Make model.batch_size or model.input_shape smaller.`,
    { cause },
  );
}

/** The first failure of the GPU. CUDA answers nothing but errors after it, for as long as the process lives. */
let gpuFailure: UserError | undefined;

function gpuFailed(message: string, cause: Error): UserError {
  const [line = ''] = message.split('\n');
  const what = line.replace(/\.$/, '');
  gpuFailure ??= new UserError(
    `The GPU has failed (${what}). Go on from the last epoch with --resume latest; if it fails again, update the NVIDIA driver.`,
    { cause },
  );
  return gpuFailure;
}

/** @throws UserError if TensorFlow's GPU has failed in this process. */
export function throwIfGpuFailed(): void {
  if (gpuFailure) throw gpuFailure;
}
