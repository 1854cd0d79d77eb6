import { type Dawn, importDawn } from '../../../../trainer/runtime/webgpu/dawn.ts';

/** Dawn with a device that computes nothing and has 256 MiB of memory; undefined where the package webgpu is not installed. */
export const nullDawn: Dawn | undefined = await importDawn().then(
  ({ create, globals }) => ({ create: () => create(['backend=null']), globals }),
  () => undefined,
);

/** Added to the names of tests that need it. */
export const nullNote = nullDawn ? '' : ' (not checked: the package webgpu is not installed)';
