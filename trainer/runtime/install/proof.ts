import { join } from 'node:path';
import { UserError } from '../../../core/errors.ts';
import { PACKAGE } from './addon.ts';
import type { Installation } from './installation.ts';
import type { Recipe } from './recipe.ts';
import { runStep } from './run-step.ts';

/** What a runtime has said of itself. */
export interface Proof {
  /** Version of the TensorFlow library. */
  readonly tensorflow: string;
  /** Whether it computes on a graphics card. */
  readonly gpu: boolean;
}

/**
 * Loads the runtime in a process of its own, as a trainer will, and lets it multiply two matrices. Rejects with a UserError if it does not
 * load, computes something else, or is another version than the recipe says.
 */
export async function proveRuntime(installation: Installation): Promise<Proof> {
  const { recipe, host, workspace, progress } = installation;
  progress.begin('proving that it works');
  const failure = 'The runtime was built but does not work';
  const env = { TF_CPP_MIN_LOG_LEVEL: '1', TF_FORCE_GPU_ALLOW_GROWTH: 'true' };
  const parameters = ['-e', SCRIPT, join(workspace.runtime, PACKAGE)];
  const printed = await runStep(host.node, parameters, { cwd: workspace.folder, env, failure }, installation);
  const { product, ...proof } = JSON.parse(printed.trimEnd().split('\n').at(-1)!) as Proof & { product: number[] };
  if (`${product}` !== `${PRODUCT}`)
    throw new UserError(`${failure}: it computes ${product} where ${PRODUCT} is right.`);
  if (proof.tensorflow !== recipe.tensorflow) {
    throw new UserError(`${failure}: it is TensorFlow ${proof.tensorflow}, and ${recipe.tensorflow} was expected.`);
  }
  progress.end(`it works  TensorFlow ${proof.tensorflow} ${deviceOf(recipe, proof)}`);
  return proof;
}

function deviceOf({ kind }: Recipe, { gpu }: Proof): string {
  if (gpu) return 'on the graphics card';
  return kind === 'cuda' ? 'on the CPU: it finds no graphics card that it can use here' : 'on the CPU';
}

const PRODUCT = [19, 22, 43, 50];

/** tfjs-node calls functions of node:util that Node 23 no longer has. */
const SCRIPT = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const product = Array.from(tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync());
const { binding, isUsingGpuDevice } = tf.backend();
console.log(JSON.stringify({ tensorflow: binding.TF_Version, gpu: isUsingGpuDevice === true, product }));
`;
