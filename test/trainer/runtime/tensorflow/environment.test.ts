import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { gpusAreHidden, hideGpus, prepareEnvironment } from '../../../../trainer/runtime/tensorflow/environment.ts';

const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;

describe('the environment that TensorFlow loads in', () => {
  it('has what TensorFlow and its addon need', () => {
    const env: NodeJS.ProcessEnv = {};
    prepareEnvironment(env);
    expect(env).toEqual({
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      TF_CPP_MIN_LOG_LEVEL: '2',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: '0',
    });
  });

  it('keeps what a person has set, but one GPU', () => {
    const env = {
      TF_FORCE_GPU_ALLOW_GROWTH: 'false',
      TF_CPP_MIN_LOG_LEVEL: '0',
      CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
      CUDA_VISIBLE_DEVICES: '2,0,1',
    };
    prepareEnvironment(env);
    expect(env).toEqual({
      TF_FORCE_GPU_ALLOW_GROWTH: 'false',
      TF_CPP_MIN_LOG_LEVEL: '0',
      CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
      CUDA_VISIBLE_DEVICES: '2',
    });
  });

  it.each([
    [undefined, false],
    ['0', false],
    ['1,0', false],
    ['GPU-8932f937-d72c-4106-c12f-20bd9faed9f6', false],
    ['', true],
    ['-1', true],
    ['-1,0', true],
  ])('knows whether GPUs are hidden: CUDA_VISIBLE_DEVICES=%s', (devices, hidden) => {
    const env: NodeJS.ProcessEnv = devices === undefined ? {} : { CUDA_VISIBLE_DEVICES: devices };
    expect(gpusAreHidden(env)).toBe(hidden);
    hideGpus(env);
    prepareEnvironment(env);
    expect(gpusAreHidden(env)).toBe(true);
  });

  it('gives node:util back what Node 23 took away, and without the warnings of Node 22', () => {
    delete util.isNullOrUndefined;
    delete util.isArray;
    prepareEnvironment({});
    const { isNullOrUndefined, isArray } = util as Record<string, (value: unknown) => boolean>;
    expect([null, undefined, 0, ''].map((value) => isNullOrUndefined!(value))).toEqual([true, true, false, false]);
    expect([[], {}].map((value) => isArray!(value))).toEqual([true, false]);
  });
});
