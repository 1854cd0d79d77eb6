// Kernels that treat every element alike: ReLU and its gradient, the Adam update.

import { ADAM, RELU, RELU_GRADIENT } from './kernels';
import { WORTH_SHARING_VALUES, address, float, int, launch, setAddress, setFloat, setInt, tiledShareStart } from './pool';
import { storeLanes } from './vectors';


/** y = min(max(x, 0), maxValue); NaN stays NaN. */
export function relu(x: usize, y: usize, size: i32, maxValue: f32): void {
  setAddress(0, x);
  setAddress(1, y);
  setInt(2, size);
  setFloat(3, maxValue);
  launch(RELU, size > WORTH_SHARING_VALUES);
}

export function runRelu(thread: i32, threads: i32): void {
  const x = address(0);
  const y = address(1);
  const size = int(2);
  const zero = f32x4.splat(0);
  const maxValue = f32x4.splat(float(3));
  const end = tiledShareStart(size, 4, thread + 1, threads);
  for (let i = tiledShareStart(size, 4, thread, threads); i < end; i += 4) {
    const offset = (<usize>i) << 2;
    const value = f32x4.pmin(f32x4.pmax(v128.load(x + offset), zero), maxValue);
    storeLanes(y + offset, value, size - i);
  }
}

/** dx = dy where 0 < y < maxValue, else 0. */
export function reluGradient(dy: usize, y: usize, dx: usize, size: i32, maxValue: f32): void {
  setAddress(0, dy);
  setAddress(1, y);
  setInt(2, size);
  setFloat(3, maxValue);
  setAddress(4, dx);
  launch(RELU_GRADIENT, size > WORTH_SHARING_VALUES);
}

export function runReluGradient(thread: i32, threads: i32): void {
  const dy = address(0);
  const outputs = address(1);
  const dx = address(4);
  const size = int(2);
  const zero = f32x4.splat(0);
  const maxValue = f32x4.splat(float(3));
  const end = tiledShareStart(size, 4, thread + 1, threads);
  for (let i = tiledShareStart(size, 4, thread, threads); i < end; i += 4) {
    const offset = (<usize>i) << 2;
    const y = v128.load(outputs + offset);
    const passes = v128.and(f32x4.gt(y, zero), f32x4.lt(y, maxValue));
    storeLanes(dx + offset, v128.and(v128.load(dy + offset), passes), size - i);
  }
}

/**
 * Adam as Keras computes it: m += (g − m)(1 − beta1), v += (g² − v)(1 − beta2), variable −= stepSize·m / (√v + epsilon).
 * Writes new tensors; `stepSize` is the address of a scalar.
 */
export function adam(
  variable: usize,
  m: usize,
  v: usize,
  gradient: usize,
  stepSize: usize,
  newVariable: usize,
  newM: usize,
  newV: usize,
  size: i32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): void {
  setAddress(0, variable);
  setAddress(1, m);
  setAddress(2, v);
  setAddress(3, gradient);
  setAddress(4, stepSize);
  setAddress(5, newVariable);
  setAddress(6, newM);
  setAddress(7, newV);
  setInt(8, size);
  setFloat(9, 1 - beta1);
  setFloat(10, 1 - beta2);
  setFloat(11, epsilon);
  launch(ADAM, size > WORTH_SHARING_VALUES);
}

export function runAdam(thread: i32, threads: i32): void {
  const variable = address(0);
  const oldM = address(1);
  const oldV = address(2);
  const gradients = address(3);
  const newVariable = address(5);
  const newM = address(6);
  const newV = address(7);
  const size = int(8);
  const stepSize = v128.load_splat<f32>(address(4));
  const rate1 = f32x4.splat(float(9));
  const rate2 = f32x4.splat(float(10));
  const epsilon = f32x4.splat(float(11));
  const end = tiledShareStart(size, 4, thread + 1, threads);
  for (let i = tiledShareStart(size, 4, thread, threads); i < end; i += 4) {
    const offset = (<usize>i) << 2;
    const lanes = size - i;
    const gradient = v128.load(gradients + offset);
    let m = v128.load(oldM + offset);
    let v = v128.load(oldV + offset);
    m = f32x4.add(m, f32x4.mul(f32x4.sub(gradient, m), rate1));
    v = f32x4.add(v, f32x4.mul(f32x4.sub(f32x4.mul(gradient, gradient), v), rate2));
    const step = f32x4.div(f32x4.mul(stepSize, m), f32x4.add(f32x4.sqrt(v), epsilon));
    storeLanes(newVariable + offset, f32x4.sub(v128.load(variable + offset), step), lanes);
    storeLanes(newM + offset, m, lanes);
    storeLanes(newV + offset, v, lanes);
  }
}
