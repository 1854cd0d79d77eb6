import type { Programs } from '../programs.ts';
import type { TensorFlowBackend } from './backend.ts';
import { RecordedInference } from './recorded-inference.ts';
import { RecordedTraining } from './recorded-training.ts';

/** Programs that are recorded once and then run as one TensorFlow graph. */
export function recordedPrograms(backend: TensorFlowBackend): Programs {
  return {
    training: (graph, state, lossWeights) => new RecordedTraining(backend, graph, state, lossWeights),
    inference: (graph, rows) => new RecordedInference(backend, graph, rows),
  };
}
