import { expect, test } from 'vitest';
import { foldRescaling } from '../../../trainer/keras-file/fold-rescaling.ts';
import type { Graph, Layer } from '../../../trainer/network/graph.ts';

const INPUT: Layer = { name: 'image', kind: 'InputLayer', inputs: [], trainable: true, shape: [8, 8, 3] };
const scaling = (name: string, input: string, scale: number, offset: number): Layer => {
  return { name, kind: 'Rescaling', inputs: [input], trainable: true, scale, offset };
};
const relu = (name: string, input: string): Layer => ({ name, kind: 'ReLU', inputs: [input], trainable: true });
const graph = (layers: readonly Layer[], ...outputs: string[]): Graph => {
  return { layers: [INPUT, ...layers], input: 'image', outputs };
};

test('scalings that follow each other are one, called rescaling', () => {
  const three = [scaling('a', 'image', 2, 3), scaling('b', 'a', 5, 7), scaling('c', 'b', 11, 13), relu('d', 'c')];
  expect(foldRescaling(graph(three, 'd'))).toEqual(
    graph([scaling('rescaling', 'image', 110, (3 * 5 + 7) * 11 + 13), relu('d', 'rescaling')], 'd'),
  );
});

test('a name that is taken stays where it is', () => {
  const layers = [scaling('a', 'image', 2, 0), scaling('b', 'a', 3, 0), relu('rescaling', 'b')];
  expect(foldRescaling(graph(layers, 'rescaling'))).toEqual(
    graph([scaling('b', 'image', 6, 0), relu('rescaling', 'b')], 'rescaling'),
  );
});

test('one that others read too stays, and so does an output', () => {
  const forked = graph([scaling('a', 'image', 2, 0), scaling('b', 'a', 3, 0), relu('c', 'a')], 'b', 'c');
  expect(foldRescaling(forked)).toEqual(forked);
  const shown = graph([scaling('a', 'image', 2, 0), scaling('b', 'a', 3, 0)], 'a', 'b');
  expect(foldRescaling(shown)).toEqual(shown);
});

test('an output that is folded is still the output', () => {
  const layers = [scaling('a', 'image', 2, 0), scaling('b', 'a', 3, 0)];
  expect(foldRescaling(graph(layers, 'b')).outputs).toEqual(['rescaling']);
});

test('thousands of scalings are looked at once each', () => {
  const count = 2000;
  let looks = 0;
  const watched = (layer: Layer): Layer => {
    return Object.defineProperty({ ...layer }, 'inputs', {
      enumerable: true,
      get() {
        looks++;
        return layer.inputs;
      },
    });
  };
  const apart = Array.from({ length: count }, (_, i) => [scaling(`a${i}`, 'image', 1, 0), relu(`r${i}`, `a${i}`)]);
  const chain = Array.from({ length: count }, (_, i) => scaling(`b${i}`, i === 0 ? 'image' : `b${i - 1}`, 1, 0));
  const { layers } = foldRescaling(graph([...apart.flat(), ...chain].map(watched), `b${count - 1}`));
  expect(layers).toHaveLength(1 + 2 * count + 1);
  expect(looks).toBeLessThan(10 * 3 * count);
});
