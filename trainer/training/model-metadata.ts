import * as tf from '@tensorflow/tfjs-core';
import { tasksOf } from '../../core/config/tasks.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import { preprocessing } from '../images/preprocess.ts';
import { programVersion } from '../program-version.ts';

/** What a model trained with this config has to know about itself. */
export function modelMetadata(config: Config): ModelMetadata {
  const { backbone, alpha, input_shape } = config.model;
  const [height, width] = input_shape;
  return {
    formatVersion: 1,
    tasks: tasksOf(config).map(({ task, labels }) => ({ task, labels: [...labels] })),
    inputSize: { height, width },
    preprocessing: preprocessing({ height, width }),
    backbone,
    ...(backbone === 'mobilenet' && { alpha }),
    versions: { multitask: programVersion(), tfjs: tf.version_core },
    createdAt: new Date().toISOString(),
  };
}
