import { UserError } from '../../../core/errors.ts';
import { type Files, writeError } from '../../../core/files.ts';
import { escapeControls } from '../../../core/findings/words.ts';
import type { LoadedModel } from '../../model-file/load-model.ts';
import { networkInput, type Probabilities } from '../../predict/probabilities.ts';
import { checkFilePath, type ExportFormat, type Reading } from '../format.ts';
import { inBatches } from '../in-batches.ts';
import { moveFile } from '../model-files.ts';
import { loadOnnxRuntime, openOnnx } from './onnxruntime.ts';
import { toOnnx } from './to-onnx.ts';

/** An ONNX file, read again by onnxruntime. */
export const onnxFormat: ExportFormat = {
  async check(out) {
    await checkFilePath(out, 'an ONNX file', ['.onnx']);
    await loadOnnxRuntime();
  },
  write,
  predict,
  place: (path, out, _, files) => moveFile(path, out, WHAT, files),
};

const WHAT = 'the ONNX file';

async function write(path: string, model: LoadedModel, files: Files): Promise<void> {
  const bytes = await toOnnx(model);
  try {
    await files.write(path, [bytes]);
  } catch (error) {
    throw writeError(error, WHAT, path);
  }
}

async function predict(path: string, { model, images }: Reading): Promise<Probabilities> {
  const { graph, metadata } = model;
  const { height, width } = metadata.preprocessing;
  const runtime = await loadOnnxRuntime();
  try {
    const network = await openOnnx(runtime, path, graph.outputs);
    try {
      return await inBatches(images, async (batch) => {
        const input = networkInput(batch, metadata.preprocessing);
        const outputs = await network.run(input, [batch.length, height, width, 3]);
        return outputs.map((values, task) => rows(values, metadata.tasks[task]!.labels.length));
      });
    } finally {
      await network.close();
    }
  } catch (error) {
    throw new UserError(
      `The ONNX file that was written cannot be used: onnxruntime says: ${escapeControls((error as Error).message)}. It was not kept.`,
      { cause: error },
    );
  }
}

function rows(values: Float32Array, length: number): number[][] {
  return Array.from({ length: values.length / length }, (_, row) => [
    ...values.subarray(row * length, (row + 1) * length),
  ]);
}
