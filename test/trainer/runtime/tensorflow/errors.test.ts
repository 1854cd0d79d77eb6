import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../../core/errors.ts';

const fresh = () => import('../../../../trainer/runtime/tensorflow/errors.ts');
// The module remembers that the GPU has failed.
afterEach(() => vi.resetModules());

const WHERE = 'and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc';

describe("TensorFlow's errors", () => {
  it.each([
    `Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[8,128,64] ${WHERE}`,
    `Session fail to run with error: OOM when allocating tensor with shape[8,128,64] ${WHERE}\n\t [[{{node n12}}]]`,
  ])('say what to do when there is too little memory', async (message) => {
    const { tensorFlowError } = await fresh();
    const cause = new Error(message);
    const error = tensorFlowError(cause) as UserError;
    expect(error.name).toBe('UserError');
    expect(error.cause).toBe(cause);
    expect(error.message).toBe(
      'TensorFlow did not get the memory that it needs for a tensor of 8 × 128 × 64 values. Make model.batch_size or model.input_shape smaller.',
    );
  });

  it('say so of memory that is no tensor', async () => {
    const { tensorFlowError } = await fresh();
    expect(tensorFlowError(new Error('RESOURCE_EXHAUSTED: Out of memory while trying to allocate'))).toHaveProperty(
      'message',
      'TensorFlow did not get the memory that it needs. Make model.batch_size or model.input_shape smaller.',
    );
  });

  it('say that the GPU has failed, once and for all', async () => {
    const { tensorFlowError, throwIfGpuFailed } = await fresh();
    throwIfGpuFailed();
    const first = tensorFlowError(
      new Error('Session fail to run with error: CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access.\n\t [[n12]]'),
    );
    expect(first).toHaveProperty(
      'message',
      'The GPU has failed (CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access). Go on from the last epoch with --resume latest; if it fails again, update the NVIDIA driver.',
    );
    expect(tensorFlowError(new Error('Invalid TF_Status: 13\nMessage: CUBLAS_STATUS_EXECUTION_FAILED'))).toBe(first);
    expect(throwIfGpuFailed).toThrow(first as Error);
  });

  it('stay as they are if they are of another kind', async () => {
    const { tensorFlowError, withTensorFlowErrors } = await fresh();
    const errors = [new Error('Incompatible shapes: [2] vs. [3]'), new UserError('OOM when allocating tensor'), 'text'];
    for (const error of errors) expect(tensorFlowError(error)).toBe(error);
    expect(withTensorFlowErrors(() => 7)).toBe(7);
    const fail = () => {
      throw errors[0];
    };
    expect(() => withTensorFlowErrors(fail)).toThrow(errors[0] as Error);
  });
});
