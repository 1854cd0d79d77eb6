import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface NvidiaGpu {
  /** "NVIDIA H100 80GB HBM3". */
  readonly name: string;
  readonly facts: {
    /** "NVIDIA 550.54.15". */
    readonly driver: string;
    /** Bytes; left out where GPU and processor share them. */
    readonly memory?: number;
  };
}

const QUERY = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];
const MOST_MILLISECONDS = 5000;

/** The GPU that TensorFlow would use, as the driver's own tool describes it; undefined: there is none, or the tool does not answer. */
export async function nvidiaGpu(env: NodeJS.ProcessEnv = process.env): Promise<NvidiaGpu | undefined> {
  const device = env.CUDA_VISIBLE_DEVICES?.trim() || '0';
  const query = promisify(execFile)('nvidia-smi', [`--id=${device}`, ...QUERY], { env, timeout: MOST_MILLISECONDS });
  const [line = ''] = (await query.catch(() => undefined))?.stdout.split('\n') ?? [];
  const [name, driver, mebibytes] = line.split(', ').map((field) => field.trim());
  if (!name || !driver) return undefined;
  const memory = Number(mebibytes) * 2 ** 20;
  return { name, facts: { driver: `NVIDIA ${driver}`, ...(memory > 0 && { memory }) } };
}
