import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface NvidiaGpu {
  /** "NVIDIA H100 80GB HBM3". */
  readonly name: string;
  readonly facts: { readonly driver: string; readonly memory: number };
}

const QUERY = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];

/** The GPU that TensorFlow would use, as the driver's own tool describes it; undefined: there is none, or no driver. */
export async function nvidiaGpu(env: NodeJS.ProcessEnv = process.env): Promise<NvidiaGpu | undefined> {
  const device = env.CUDA_VISIBLE_DEVICES || '0';
  const options = { env, timeout: 5000 };
  const answer = await promisify(execFile)('nvidia-smi', [`--id=${device}`, ...QUERY], options).catch(() => undefined);
  const [name, driver, mebibytes] = answer?.stdout.split('\n')[0]?.split(', ') ?? [];
  if (!name || !driver) return undefined;
  return { name, facts: { driver: `NVIDIA ${driver}`, memory: Number(mebibytes) * 2 ** 20 } };
}
