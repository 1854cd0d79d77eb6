import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { ADAM, CLIPPED_RELU, CLIPPED_RELU_GRADIENT } from '../../../ops/kernels.ts';
import { kernel, type Replacement } from '../../kernels/replacement.ts';
import type { Compute, Shader } from '../compute.ts';
import { elementwise, groupsFor } from './wgsl.ts';

/** ReLU with its gradient, and the Adam update: one pass each. */
export function elementwiseKernels(compute: Compute): Replacement[] {
  const run = (shader: Shader, inputs: TensorInfo[], outputs = 1): TensorInfo[] => {
    const { shape } = inputs[0]!;
    const shapes = Array.from({ length: outputs }, () => shape);
    return compute.run(shader, inputs, shapes, groupsFor(util.sizeFromShape(shape)));
  };
  return [
    kernel(CLIPPED_RELU, ({ x }, { maxValue }: { maxValue: number }) => run(reluShader(maxValue), [x!])[0]!),
    kernel(
      CLIPPED_RELU_GRADIENT,
      ({ dy, y }, { maxValue }: { maxValue: number }) => run(reluGradientShader(maxValue), [dy!, y!])[0]!,
    ),
    kernel(ADAM, ({ variable, m, v, gradient, stepSize }, settings: AdamSettings) =>
      run(adamShader(settings), [variable!, m!, v!, gradient!, stepSize!], 3),
    ),
  ];
}

interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

// Comparisons, not min and max: those may turn a NaN into a number, and a run that diverges must be seen to.

function reluShader(maxValue: number): Shader {
  return {
    key: `relu ${maxValue}`,
    source: () =>
      elementwise(
        ['x'],
        ['y'],
        `var value = select(x[i], 0.0, x[i] < 0.0);
        ${maxValue === Number.POSITIVE_INFINITY ? '' : `value = select(value, f32(${maxValue}), value > f32(${maxValue}));`}
        y[i] = value;`,
      ),
  };
}

function reluGradientShader(maxValue: number): Shader {
  const below = maxValue === Number.POSITIVE_INFINITY ? '' : `&& y[i] < f32(${maxValue})`;
  return {
    key: `relu gradient ${maxValue}`,
    source: () => elementwise(['dy', 'y'], ['dx'], `dx[i] = select(0.0, dy[i], y[i] > 0.0 ${below});`),
  };
}

function adamShader({ beta1, beta2, epsilon }: AdamSettings): Shader {
  return {
    key: `adam ${beta1} ${beta2} ${epsilon}`,
    source: () =>
      elementwise(
        ['variable', 'm', 'v', 'gradient', 'stepSize'],
        ['newVariable', 'newM', 'newV'],
        `let g = gradient[i];
        let mean = m[i] + (g - m[i]) * f32(${1 - beta1});
        let square = v[i] + (g * g - v[i]) * f32(${1 - beta2});
        newM[i] = mean;
        newV[i] = square;
        newVariable[i] = variable[i] - stepSize[0] * mean / (sqrt(square) + f32(${epsilon}));`,
      ),
  };
}
