import type { Config } from '../../schemas/types/config.ts';
import type { Fix } from '../../schemas/types/finding.ts';
import { fixedBy, meant, write } from '../findings/fixes.ts';
import { stepMemory } from '../memory/step-memory.ts';
import { bytes, counted } from '../words.ts';
import { at, type CheckedProject, type Rule } from './rule.ts';

/** WebAssembly has addresses of 32 bits. */
const WASM_MEMORY = 2 ** 32;

/** A training step fits into memory. Of a frozen backbone nothing is kept for a backward pass, so it is not asked. */
export const stepMemoryFits: Rule = {
  code: 'step-memory',
  severity: 'warning',
  *check(project) {
    const { model } = project.config;
    const device = deviceOf(project);
    const needed = stepMemory(model);
    if (!device || model.freeze_convolutional_layers || needed.total <= device.memory) return;
    const fitting = batchThatFits(device.memory - needed.weights, needed.activations / model.batch_size);
    const [height, width] = model.input_shape;
    const smaller = 'choose a smaller `input_shape` or `backbone: mobilenet`, or freeze the backbone';
    yield {
      message: `A training step is estimated to need at least ${bytes(needed.total)}, and ${device.name} ${bytes(device.memory)}: ${bytes(needed.activations)} for what the layers make of ${counted(model.batch_size, 'image')} of ${height} × ${width} pixels, ${bytes(needed.weights)} for weights, gradients and Adam's state. ${
        fitting > 0
          ? `Write \`batch_size: ${fitting}\` or less, or ${smaller}.`
          : `Not even one image fits: ${smaller}.`
      }`,
      location: at(project, ['model', fitting > 0 ? 'batch_size' : 'input_shape']),
      ...(fitting > 0
        ? meant(String(fitting), () => write(['model', 'batch_size'], fitting), ...otherFixes(model))
        : fixedBy(...otherFixes(model))),
    };
  },
};

/** A smaller network, or one of which less is trained. */
const otherFixes = ({ backbone, weights }: Config['model']): Fix[] => [
  ...(backbone === 'mobilenet' ? [] : [write(['model', 'backbone'], 'mobilenet')]),
  ...(weights === 'none' ? [] : [write(['model', 'freeze_convolutional_layers'], true)]),
];

/** What computes, as the subject of what it has; undefined for a graphics card, whose memory only the trainer can ask for. */
function deviceOf({ config, memory }: CheckedProject): { name: string; memory: number } | undefined {
  switch (config.model.runtime) {
    case 'cuda':
    case 'webgpu':
      return undefined;
    case 'wasm':
      return memory < WASM_MEMORY
        ? { name: 'this machine has', memory }
        : { name: 'WebAssembly can have', memory: WASM_MEMORY };
    default:
      return { name: 'this machine has', memory };
  }
}

/** The largest power of two of images that fit, or 0. */
function batchThatFits(memory: number, bytesPerImage: number): number {
  const images = Math.floor(memory / bytesPerImage);
  return images < 1 ? 0 : 2 ** Math.floor(Math.log2(images));
}
