import type { LayerOptions } from '../network/layer-list.ts';
import type { KerasLayer } from './keras-network.ts';
import { isObject, type Settings } from './settings.ts';

type Operator = '+' | '-' | '*' | '/';

/** How Keras and TensorFlow call the four operations. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['Add', '+'],
  ['AddV2', '+'],
  ['add', '+'],
  ['Subtract', '-'],
  ['Sub', '-'],
  ['subtract', '-'],
  ['Multiply', '*'],
  ['Mul', '*'],
  ['multiply', '*'],
  ['TrueDivide', '/'],
  ['Divide', '/'],
  ['RealDiv', '/'],
  ['truediv', '/'],
  ['divide', '/'],
]);

/** What a layer that adds, subtracts, multiplies or divides computes: x / 127.5 and such; undefined for any other layer. */
export function arithmeticOf({ kind, settings, operands }: KerasLayer): LayerOptions | undefined {
  const operator = OPERATORS.get(operationOf(kind, settings));
  const [first, second, ...more] = operands;
  if (operator === undefined || second === undefined || more.length > 0) return undefined;
  if ('constant' in second) return 'constant' in first! ? undefined : affine(operator, second.constant);
  if (operator === '+' && 'layer' in first!) return { kind: 'Add' };
  if (!('constant' in first!) || operator === '/') return undefined;
  return operator === '-' ? { kind: 'Rescaling', scale: -1, offset: first.constant } : affine(operator, first.constant);
}

/** The operation's own name: of TFOpLambda (TF 2.4 to 2.15), of TensorFlowOpLayer (before), of the layer itself (Keras 3). */
function operationOf(kind: string, settings: Settings): string {
  if (kind === 'TFOpLambda') return String(settings.get('function')).split('.').at(-1)!;
  if (kind !== 'TensorFlowOpLayer') return kind;
  const node = settings.get('node_def');
  return isObject(node) ? String(node.op) : kind;
}

/** undefined: a division by zero. */
function affine(operator: Operator, constant: number): LayerOptions | undefined {
  if (operator === '/' && !Number.isFinite(1 / constant)) return undefined;
  const scale = { '*': constant, '/': 1 / constant, '+': 1, '-': 1 }[operator];
  const offset = { '*': 0, '/': 0, '+': constant, '-': -constant }[operator];
  return { kind: 'Rescaling', scale, offset };
}
