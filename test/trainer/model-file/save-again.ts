// A program of its own: saves models to the folder it is given, one after another, until it is killed.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { smallModel } from './small-model.ts';

async function saveAgainAndAgain(folder: string): Promise<never> {
  const { graph, weights, metadata } = smallModel();
  for (let value = 0; ; value++) {
    const filled = new Map([...weights].map(([name, { shape }]) => [name, tf.fill(shape, value)]));
    await saveModel(folder, graph, filled, { ...metadata, versions: { value: String(value) } });
    tf.dispose([...filled.values()]);
    process.stdout.write('.');
  }
}

void saveAgainAndAgain(process.argv[2]!);
