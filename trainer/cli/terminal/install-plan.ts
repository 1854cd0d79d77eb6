import { bytes, counted } from '../../../core/words.ts';
import type { InstallPlan } from '../../runtime/install/plan.ts';
import type { Colors } from './style.ts';

/** What an install will do, where, and how large that is. */
export function installPlanLines(plan: InstallPlan, colors: Colors): string[] {
  const { recipe, folder, download, space, free, kept, tools, warning } = plan;
  const device = recipe.kind === 'cuda' ? 'with the libraries of CUDA 12 and cuDNN 9' : 'on the CPU';
  const source = tools.pip === undefined ? 'from the Python index' : `by pip of ${tools.pip}`;
  const wheels = [recipe.wheel, ...recipe.cuda];
  const facts: readonly (readonly [string, string])[] = [
    ['place', folder],
    ['downloads', `about ${bytes(download)}: ${counted(wheels.length, 'wheel')} ${source}, and packages by npm`],
    ...wheels.map(({ file, bytes: size }) => ['', `${file}  ${bytes(size)}`] as const),
    ['', `@tensorflow/tfjs-node ${recipe.npm.tfjs}  ${bytes(recipe.npm.bytes)} with all that it needs`],
    ['disk', `about ${bytes(recipe.bytes)}; ${bytes(space)} while it installs, of ${bytes(free)} that are free`],
    ...(kept > 0 ? [['', `${bytes(kept)} from an earlier call are used again`] as const] : []),
    [
      'steps',
      `download, compare digests, unpack, compile the addon (${tools.compiler ?? 'a C++ compiler'}), prove that it works,`,
    ],
    ['', 'move it to its place'],
    ...(warning === undefined ? [] : [['note', warning] as const]),
  ];
  return [
    colors.bold(`${recipe.kind}: TensorFlow ${recipe.tensorflow} ${device}, under TF.js ${recipe.npm.tfjs}`),
    ...facts.map(([name, value]) => `  ${colors.dim(name.padEnd(9))} ${value}`),
  ];
}
