import { UserError } from '../../../core/errors.ts';

/** The part of onnxruntime-node that is used here. */
export type OnnxRuntime = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor' | 'env'>;

/** A network in an ONNX file, opened by onnxruntime. */
export interface OnnxNetwork {
  /**
   * @param pixels [count, height, width, 3], 0 … 255
   * @returns per output, in the order asked for, [count, labels] row by row.
   */
  run(pixels: Float32Array, shape: readonly number[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** onnxruntime-node, which is an optional dependency. Rejects with a UserError where it is not installed or does not load. */
export async function loadOnnxRuntime(load: () => Promise<OnnxRuntime> = importIt): Promise<OnnxRuntime> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ERR_MODULE_NOT_FOUND'
        ? 'it is not installed: npm install onnxruntime-node'
        : `it does not load on this machine (${message.split('\n', 1)[0]})`;
    throw new UserError(
      `An ONNX file is compared with its model by onnxruntime-node before it is kept, and ${reason}. Nothing was written.`,
      { cause: error },
    );
  }
}

async function importIt(): Promise<OnnxRuntime> {
  const runtime = await import('onnxruntime-node');
  // What goes wrong is thrown; its log would be printed on top of that.
  runtime.env.logLevel = 'fatal';
  return runtime;
}

/** Opens an ONNX file on the CPU. Rejects with an Error that says what onnxruntime does not like about it. */
export async function openOnnx(
  { InferenceSession, Tensor }: OnnxRuntime,
  path: string,
  outputs: readonly string[],
): Promise<OnnxNetwork> {
  const session = await InferenceSession.create(path, {
    executionProviders: ['cpu'],
    logSeverityLevel: 4,
  });
  const [input] = session.inputNames;
  return {
    async run(pixels, shape) {
      const results = await session.run({ [input!]: new Tensor('float32', pixels, [...shape]) });
      return outputs.map((name) => results[name]!.data as Float32Array);
    },
    close: () => session.release(),
  };
}
