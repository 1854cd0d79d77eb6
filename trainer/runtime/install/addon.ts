import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Installation } from './installation.ts';
import { CC_LIBRARY, FRAMEWORK_LIBRARY, SITE_PACKAGES } from './libraries.ts';
import { LOADER_SOURCE } from './loader-source.ts';
import type { Recipe } from './recipe.ts';
import { runStep } from './run-step.ts';

/** Where a runtime has the package whose addon is compiled. */
export const PACKAGE = 'node_modules/@tensorflow/tfjs-node';

/** The version of Node-API that the addon is compiled for, the newest that its package knows; Node has it from 16 on. */
const NAPI_VERSION = 8;

/** Below the package, where its JavaScript looks for the addon (`binary` in its package.json). */
const ADDON = `lib/napi-v${NAPI_VERSION}/tfjs_binding.node`;
/** The addon that is TensorFlow's; the one at ADDON loads it. */
const TENSORFLOW_ADDON = `lib/napi-v${NAPI_VERSION}/tfjs_tensorflow.node`;
const LOADER = 'binding/loader.cc';

/**
 * Compiles the addon of @tensorflow/tfjs-node against TensorFlow's library. Its source is two files that use Node-API and TensorFlow's C
 * API only, so the compiler is called as it is: node-gyp would want Python, make and a path without blanks, for the same result.
 */
export async function compileAddon(installation: Installation): Promise<void> {
  const { recipe, tools, workspace, progress } = installation;
  const folder = join(workspace.runtime, PACKAGE);
  progress.begin('compiling the addon');
  await linkLibraries(workspace.runtime, recipe);
  await mkdir(dirname(join(folder, ADDON)), { recursive: true });
  const headers = [join(workspace.runtime, 'node_modules/node-api-headers/include'), workspace.include];
  await writeFile(join(folder, LOADER), LOADER_SOURCE);
  for (const parameters of [tensorFlowAddon(recipe), loader()]) {
    await runStep(
      tools.compiler,
      [...COMMON_PARAMETERS, ...headers.map((path) => `-I${path}`), ...parameters],
      { cwd: folder, failure: 'The addon could not be compiled' },
      installation,
    );
  }
  progress.end(`addon compiled  ${tools.compiler}`);
}

/** All paths are relative, so that the runtime can be moved to its place as a whole. */
async function linkLibraries(runtime: string, { cuda }: Recipe): Promise<void> {
  const deps = join(runtime, PACKAGE, 'deps');
  const sitePackages = relative(deps, join(runtime, SITE_PACKAGES));
  await rm(deps, { recursive: true, force: true });
  await mkdir(join(deps, 'lib'), { recursive: true });
  for (const library of [CC_LIBRARY, FRAMEWORK_LIBRARY]) {
    await symlink(join('..', sitePackages, 'tensorflow', library), join(deps, 'lib', library));
  }
  // Also where TensorFlow looks for CUDA's compiler: ../nvidia, seen from its own library.
  if (cuda.length > 0) await symlink(join(sitePackages, 'nvidia'), join(deps, 'nvidia'));
}

// What the compiler is told; it is called in the package's folder.

const COMMON_PARAMETERS = ['-std=c++17', '-O2', '-fPIC', '-shared', '-pthread', `-DNAPI_VERSION=${NAPI_VERSION}`];

function tensorFlowAddon({ cuda }: Recipe): string[] {
  return [
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', TENSORFLOW_ADDON, '-Wl,--no-as-needed'],
    ...linked('deps/lib', [CC_LIBRARY, FRAMEWORK_LIBRARY]),
    // TensorFlow opens CUDA's libraries by name and its wheel does not say where they are. Libraries that the addon itself needs are loaded
    // with it, from where it says, and a library that is loaded is found by its name.
    ...cuda.flatMap(({ folder, libraries }) => linked(`deps/nvidia/${folder}/lib`, libraries)),
  ];
}

function loader(): string[] {
  return [LOADER, '-o', ADDON, `-DLOADED_ADDON="${basename(TENSORFLOW_ADDON)}"`, '-ldl'];
}

/** @param folder Relative to the package; the addon looks for the libraries there, wherever the package may be. */
function linked(folder: string, libraries: readonly string[]): string[] {
  if (libraries.length === 0) return [];
  const fromAddon = relative(dirname(ADDON), folder);
  return [`-L${folder}`, `-Wl,-rpath,$ORIGIN/${fromAddon}`, ...libraries.map((name) => `-l:${name}`)];
}
