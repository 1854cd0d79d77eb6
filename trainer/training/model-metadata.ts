import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { tasksOf } from '../../core/config/tasks.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import { distFile } from '../dist-file.ts';
import { preprocessing } from '../images/preprocess.ts';

/** What a model trained with this config has to know about itself. */
export function modelMetadata(config: Config): ModelMetadata {
  const { backbone, alpha, input_shape } = config.model;
  const [height, width] = input_shape;
  const { version } = JSON.parse(readFileSync(distFile('../package.json'), 'utf8')) as { version: string };
  return {
    formatVersion: 1,
    tasks: tasksOf(config).map(({ task, labels }) => ({ task, labels: [...labels] })),
    inputSize: { height, width },
    preprocessing: preprocessing({ height, width }),
    backbone,
    ...(backbone === 'mobilenet' && { alpha }),
    versions: { multitask: version, tfjs: tf.version_core },
    createdAt: new Date().toISOString(),
  };
}
