import { eagerPrograms } from '../eager-programs.ts';
import type { Programs } from '../programs.ts';
import type { TensorFlowBackend } from './backend.ts';

/** Programs that are recorded once and then run as one TensorFlow graph. */
export function recordedPrograms(_backend: TensorFlowBackend): Programs {
  return eagerPrograms;
}
