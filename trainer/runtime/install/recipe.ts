import { UserError } from '../../../core/errors.ts';
import type { InstalledRuntime, RuntimeKind } from './installed.ts';
import { CUDA_WHEELS, type CudaWheel, TENSORFLOW_WHEELS, type Wheel } from './wheels.ts';

/** What a private runtime is made of. */
export interface Recipe {
  readonly kind: RuntimeKind;
  /** As Node names it: linux-x64. */
  readonly platform: string;
  /** Version of the library inside the wheel. */
  readonly tensorflow: string;
  readonly wheel: Wheel;
  /** Empty for native. */
  readonly cuda: readonly CudaWheel[];
  readonly npm: {
    /** Version of @tensorflow/tfjs-node. */
    readonly tfjs: string;
    /** Version of node-api-headers: what the addon's source needs of Node. */
    readonly headers: string;
    /** What npm downloads, about. */
    readonly bytes: number;
  };
  /** What the runtime takes on the disk, about. */
  readonly bytes: number;
}

const NPM = { tfjs: '4.22.0', headers: '1.9.0', bytes: 75_000_000 } as const;

/** Throws a UserError where there are no official wheels. */
export function recipeFor(kind: RuntimeKind, platform: NodeJS.Platform, arch: string): Recipe {
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    throw new UserError(
      `A private runtime can be built on Linux with an x64 or arm64 processor; this is ${platform} on ${arch}. The runtimes webgpu and wasm work here without it.`,
    );
  }
  if (kind === 'cuda' && arch === 'arm64') {
    throw new UserError(
      'TensorFlow publishes its library for CUDA for x64 processors only; this one is arm64. Use webgpu for a graphics card here.',
    );
  }
  const cuda = kind === 'cuda';
  return {
    kind,
    platform: `${platform}-${arch}`,
    tensorflow: '2.21.0',
    wheel: TENSORFLOW_WHEELS[`${kind}-${arch}`]!,
    cuda: cuda ? CUDA_WHEELS : [],
    npm: NPM,
    bytes: cuda ? 6_000_000_000 : 1_000_000_000,
  };
}

/** Bytes of all wheels of a recipe, about. */
export function wheelBytes({ wheel, cuda }: Recipe): number {
  return [wheel, ...cuda].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether a runtime is what the recipe makes. */
export function isMadeBy(recipe: Recipe, { manifest }: InstalledRuntime): boolean {
  const files = [recipe.wheel, ...recipe.cuda].map(({ file }) => file);
  return manifest.tfjs === recipe.npm.tfjs && manifest.wheels.map(({ file }) => file).join() === files.join();
}
